using System.Globalization;
using DeferredSeg.Formats;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands.Train;

/// <summary>
/// The files that a run begins with, weights and a split, and the copies of them that it keeps, so that its folder may be moved, and the run that they
/// came from may go.
/// </summary>
internal sealed class RunInputs
{
    private const string Folder = "initial";

    private readonly RunPlan _plan;
    private readonly List<(string From, string To)> _copies = [];
    private readonly List<(string File, string Text)> _texts = [];
    private readonly List<ResolvedValue> _values = [];
    private readonly bool _isNew;

    /// <param name="plan">The run.</param>
    /// <param name="plugins">The plugins present.</param>
    public RunInputs(RunPlan plan, PluginHost plugins)
    {
        _plan = plan;
        _isNew = !Directory.Exists(Path.Combine(plan.Folder, Folder));
        AddModel();
        Add("backbone:weights", "backbone", member => member.Experiment.Settings.Backbone?.Weights);
        foreach (var member in WrapperMember.Of(plan.Experiment, plugins).SelectMany(members => members))
            AddMember(member, plugins);
        Add("head:weights", "head", member => member.Experiment.Settings.Head?.Weights);
        Add("dataset:split:file", "split", _ => Set("dataset:split:file"));
        foreach (var key in (string[])["dataset:folder", "plugins:folder", "cache:folder"])
        {
            if (Set(key) is { Length: > 0 } path)
                _values.Add(new(key, ConfiguredPaths.Relative(path, plan.Folder), "default"));
        }
    }

    /// <summary>What the run's configuration says in place of the paths that were named.</summary>
    public IReadOnlyList<ResolvedValue> Values => _values;

    /// <summary>Makes the copies that are not there yet, and writes down where the folder lies.</summary>
    /// <exception cref="DataException">They cannot be written.</exception>
    public void Copy()
    {
        foreach (var (from, to) in _copies.Where(copy => !File.Exists(copy.To)))
        {
            TextFile.CreateFolder(Path.GetDirectoryName(to)!);
            try
            {
                using var source = File.OpenRead(from);
                ReplacedFile.Write(to, source.CopyTo);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new DataException(
                    $"{from} could not be copied into the run, to {to}: {e.Message} Free space, or choose another folder: --set run:folder=…",
                    e
                );
            }
        }
        foreach (var (file, text) in _texts.Where(one => !File.Exists(one.File)))
            TextFile.Write(file, text);
        Remember(_plan.Folder, FolderOrigin.Read(_plan.Folder)?.Raters ?? []);
    }

    /// <summary>Writes down whose masks the dataset has: without it, experts who are recorded are still known by name.</summary>
    public static void Remember(string folder, IReadOnlyList<string> raters) =>
        TextFile.Write(Path.Combine(folder, FolderOrigin.File), new FolderOrigin(Path.GetFullPath(folder), raters).ToJson());

    /// <summary>Takes the copies of a run back that was not begun.</summary>
    public void Forget()
    {
        File.Delete(Path.Combine(_plan.Folder, FolderOrigin.File));
        var folder = Path.Combine(_plan.Folder, Folder);
        if (_isNew && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private void Add(string key, string name, Func<RunMember, string?> file)
    {
        if (Set(key) is not { Length: > 0 } named)
            return;
        var (own, target) = (named.Contains(ConfiguredPaths.Member, StringComparison.Ordinal), name + Path.GetExtension(named));
        foreach (var member in own ? _plan.Members : _plan.Members.Take(1))
        {
            // What is not there is told by who opens it.
            if (file(member) is not { Length: > 0 } path || !File.Exists(DataRoot.Resolve(path)))
                return;
            var to = Path.Combine(_plan.Folder, Folder, own ? member.Name : "", target);
            if (Path.GetFullPath(DataRoot.Resolve(path)) != Path.GetFullPath(to))
                _copies.Add((DataRoot.Resolve(path), to));
        }
        _values.Add(new(key, string.Join('/', [ConfiguredPaths.Here, Folder, .. own ? (string[])[ConfiguredPaths.Member] : [], target]), "default"));
    }

    /// <summary>The model file, and what its bundle says of it.</summary>
    private void AddModel()
    {
        if (Set("backbone:model") is not { Length: > 0 } named)
            return;
        var file = CopyModel(ModelFile.Locate(named, "$.backbone.model"), Path.Combine(_plan.Folder, Folder));
        _values.Add(new("backbone:model", $"{ConfiguredPaths.Here}/{Folder}/{file}", "default"));
    }

    private string CopyModel(string file, string folder)
    {
        if (ModelFile.IsPlans(file))
            return CopyTrainedFolder(file, folder);
        var target = Path.Combine(folder, "model" + Path.GetExtension(file));
        if (Path.GetFullPath(file) != Path.GetFullPath(target))
        {
            _copies.Add((file, target));
            if (ModelFile.MetadataOf(file) is { } metadata)
                _copies.Add((metadata, Path.Combine(folder, Path.GetFileName(metadata))));
        }
        return Path.GetFileName(target);
    }

    private string CopyTrainedFolder(string plans, string folder)
    {
        const string Name = "model";
        var from = Path.GetDirectoryName(Path.GetFullPath(plans))!;
        foreach (var file in ModelFile.FilesOf(plans).Select(Path.GetFullPath))
        {
            var to = Path.Combine(folder, Name, Path.GetRelativePath(from, file));
            if (file != Path.GetFullPath(to))
                _copies.Add((file, to));
        }
        return $"{Name}/{Path.GetFileName(plans)}";
    }

    /// <summary>A member of a wrapper in a folder of its own: its file, or as much of the run that it comes from as the network needs.</summary>
    private void AddMember(WrapperMember member, PluginHost plugins)
    {
        // Each has its numbers in its key: member-0-1 is the second member of the first wrapper.
        var name = string.Join('-', ["member", .. member.Key.Split(':').Where(part => char.IsAsciiDigit(part[0]))]);
        var folder = Path.Combine(_plan.Folder, Folder, name);
        var named = Path.GetFullPath(DataRoot.Resolve(member.Named)) + Path.DirectorySeparatorChar;
        if (named.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            _values.Add(new(member.Key, ConfiguredPaths.Relative(DataRoot.Resolve(member.Named), _plan.Folder), "default"));
            return;
        }
        var within = "";
        if (member.Trained is { } trained)
            CopyTrained(trained, member, folder, plugins);
        else
            within = "/" + CopyFile(member, folder);
        _values.Add(new(member.Key, $"{ConfiguredPaths.Here}/{Folder}/{name}{within}", "default"));
    }

    private string CopyFile(WrapperMember member, string folder)
    {
        if (member.Backbone.Model is { Length: > 0 })
            return CopyModel(member.Files[0], folder);
        return CopyWeights(member, folder);
    }

    private string CopyWeights(WrapperMember member, string folder)
    {
        var file = "backbone" + Path.GetExtension(member.Files[^1]);
        _copies.Add((member.Files[^1], Path.Combine(folder, file)));
        return file;
    }

    /// <summary>A run of one network, whose backbone is no longer trained.</summary>
    private void CopyTrained(RunMember trained, WrapperMember member, string folder, PluginHost plugins)
    {
        var further = new List<ResolvedValue>
        {
            new("seed", trained.Seed.ToString(CultureInfo.InvariantCulture), "default"),
            new("training:trainBackbone", "false", "default"),
        };
        void Instead(string key, string file) => further.Add(new(key, $"{ConfiguredPaths.Here}/{file}", "default"));
        if (member.Backbone.Model is { Length: > 0 })
            Instead("backbone:model", CopyModel(member.Files[0], folder));
        if (member.Backbone.Weights is { Length: > 0 })
            Instead("backbone:weights", CopyWeights(member, folder));
        // The weights of a best epoch are a network's own file, whatever part of another they began with.
        if (member.Backbone.WeightsRoot is null)
            further.Add(new("backbone:weightsRoot", null, "default"));
        _texts.Add(
            (
                Path.Combine(folder, RunPlan.ConfigurationFile),
                ResolvedFile.Text(trained.Experiment, plugins, section => section is "seed" or "backbone" or "experts" or "training", further)
            )
        );
    }

    private string? Set(string key) => _plan.Experiment.Layers.Root[key];
}

using DeferredSeg.Formats;
using DeferredSeg.Host.Configuration;
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
    private readonly List<ResolvedValue> _values = [];
    private readonly bool _isNew;

    /// <param name="plan">The run.</param>
    public RunInputs(RunPlan plan)
    {
        _plan = plan;
        _isNew = !Directory.Exists(Path.Combine(plan.Folder, Folder));
        AddModel();
        Add("backbone:weights", "backbone", member => member.Experiment.Settings.Backbone?.Weights);
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
        var file = ModelFile.Locate(named, "$.backbone.model");
        var target = Path.Combine(_plan.Folder, Folder, "model" + Path.GetExtension(file));
        if (Path.GetFullPath(file) != Path.GetFullPath(target))
        {
            _copies.Add((file, target));
            if (ModelFile.MetadataOf(file) is { } metadata)
                _copies.Add((metadata, Path.Combine(_plan.Folder, Folder, Path.GetFileName(metadata))));
        }
        _values.Add(new("backbone:model", $"{ConfiguredPaths.Here}/{Folder}/{Path.GetFileName(target)}", "default"));
    }

    private string? Set(string key) => _plan.Experiment.Layers.Root[key];
}

using System.Text;
using DeferredSeg.Engine.Training;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Runs;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Commands.Train;

/// <summary>A run's folder before its networks are trained.</summary>
internal sealed class RunFolder
{
    // How long to train, how often to save, where to keep things and what to measure later: all else makes another run.
    private static readonly string[] _free = ["training:epochs", "training:patience", "training:checkpointSteps", "run", "cache", "evaluation", "plugins"];

    // What leaving out says as well as writing down.
    private static readonly string[] _asSet = ["dataset", "reference"];

    private readonly RunPlan _plan;
    private readonly RunInputs _inputs;
    private readonly string _configuration;
    private readonly string _text;
    private readonly List<string> _new;

    /// <param name="plan">The run.</param>
    /// <param name="plugins">The plugins present.</param>
    public RunFolder(RunPlan plan, PluginHost plugins)
    {
        (_plan, _configuration) = (plan, Path.Combine(plan.Folder, RunPlan.ConfigurationFile));
        _new = [.. plan.Members.Select(member => member.Folder).Where(folder => !Directory.Exists(folder))];
        _inputs = new(plan, plugins);
        _text = ResolvedFile.Text(plan.Experiment, plugins, [new("run:folder", ConfiguredPaths.Here, "default"), .. _inputs.Values]);
    }

    /// <summary>Refuses a folder in which a run lies.</summary>
    /// <param name="command">What to type to go on.</param>
    /// <exception cref="DataException">There is one.</exception>
    public void RequireNew(string command)
    {
        List<string> begun = [.. _plan.Members.Where(member => SavedState.IsIn(member.Folder)).Select(member => member.Name)];
        if (begun.Count == 0 && !File.Exists(_configuration))
            return;
        throw new DataException(
            $"{_plan.Folder} holds a run already{(begun.Count == 0 ? "" : $" ({string.Join(", ", begun)})")}. Go on with it: "
                + $"{command}\nOr choose another folder: --set run:folder=…"
        );
    }

    /// <summary>Whether no network has made a step yet.</summary>
    public bool IsUnbegun => _plan.Members.All(member => !SavedState.IsIn(member.Folder) || SavedState.Read(member.Folder) is { Step: 0 });

    /// <summary>Takes back what a run that failed before its first step has written, so that the next begins anew.</summary>
    public void Forget()
    {
        foreach (var folder in _new.Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);
        _inputs.Forget();
        File.Delete(_configuration);
    }

    /// <summary>Refuses to go on with other settings than those that the run was started with.</summary>
    /// <exception cref="ConfigurationException">Settings differ; the message tells all.</exception>
    public void RequireSame()
    {
        if (!File.Exists(_configuration))
            return;
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(_text));
        var now = new ConfigurationBuilder()
            .AddJsonStream(stream)
            .Build()
            .AsEnumerable()
            .Where(entry => entry.Value is not null)
            .ToDictionary(entry => entry.Key, entry => entry.Value!, StringComparer.OrdinalIgnoreCase);
        var then = JsonSettings
            .Read(_configuration)
            .Where(entry => entry.Value is not null)
            .ToDictionary(entry => entry.Key, entry => entry.Value!, StringComparer.OrdinalIgnoreCase);
        List<string> differ =
        [
            .. then
                .Keys.Union(now.Keys, StringComparer.OrdinalIgnoreCase)
                .Where(key => !IsFree(key) && !(key == "seed" && _plan.Experiment.Settings.Run?.Seeds is { Count: > 0 }))
                .Select(key => Difference(key, then.GetValueOrDefault(key), now.GetValueOrDefault(key)))
                .OfType<string>()
                .Order(StringComparer.Ordinal),
        ];
        if (differ.Count > 0)
            throw new ConfigurationException(
                $"The run in {_plan.Folder} was started with other settings:{string.Concat(differ)}\nGo on with --config "
                    + $"{_configuration}, or start another run: --set run:folder=…"
            );
    }

    /// <summary>
    /// Writes what the run is trained by, so that <c>--config</c> takes it, with the weights that it begins with: the folder then needs no other run.
    /// </summary>
    /// <exception cref="DataException">It cannot be written.</exception>
    public void WriteConfiguration()
    {
        TextFile.CreateFolder(_plan.Folder);
        _inputs.Copy();
        TextFile.Write(_configuration, _text);
    }

    private static bool IsFree(string key) =>
        ConfiguredPaths.IsRead(key)
        || Array.Exists(_free, free => key.Equals(free, StringComparison.OrdinalIgnoreCase) || key.StartsWith(free + ":", StringComparison.OrdinalIgnoreCase));

    private string? Difference(string key, string? then, string? now)
    {
        if (then is null || now is null)
        {
            // A default that a newer program has is no other setting; whether one was written out makes no difference.
            var counts = !_asSet.Contains(key.Split(':')[0]) && (then is not null || _plan.Experiment.Layers.Origin(key) is not null);
            return counts ? $"\n- {key} {(then is null ? "was not set" : $"was {then}")} and {(now is null ? "is not set" : $"is {now}")}" : null;
        }
        return TrainedConfiguration.Plain(now) == TrainedConfiguration.Plain(then) ? null : $"\n- {key} was {then} and is {now}";
    }
}

using System.CommandLine;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Engine.Fitting;
using DeferredSeg.Engine.Guarantees;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands.Route;

/// <summary><c>--run</c> and <c>--member</c>: a network that was trained, instead of what a configuration names.</summary>
internal sealed class TrainedSelection
{
    private static readonly string[] _files = ["backbone.safetensors", "head.safetensors", FittedRouter.FileName, CertifiedPolicy.FileName];

    private readonly Option<string?> _run = new("--run")
    {
        Description = "The folder of a training run: its config.json counts, with --config and --set on top, and the best weights of one of its networks.",
    };
    private readonly Option<string?> _member = new("--member")
    {
        Description = "Which network of --run, such as seed-0 or variant-1/seed-0; without it the first.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_run);
        command.Options.Add(_member);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_member) is not null && result.GetResult(_run) is null)
                result.AddError("--member names a network of --run; name the run's folder too.");
        });
    }

    /// <summary>The configuration that lies in the run; null without a run.</summary>
    /// <exception cref="DataException">There is no run.</exception>
    public string? Configuration(ParseResult parsed)
    {
        if (parsed.GetValue(_run) is not { } run)
            return null;
        var file = Path.Combine(run, RunPlan.ConfigurationFile);
        return File.Exists(file)
            ? file
            : throw new DataException(
                $"{run} has no {RunPlan.ConfigurationFile}; expected the folder of a training run, such as runs/demo. Check "
                    + "the path, or name a configuration with --config."
            );
    }

    /// <summary>The experiment, and the folder with its trained weights; the folder is null without a run.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="layers">Gives the configuration with further settings on top.</param>
    /// <param name="plugins">The plugins present.</param>
    /// <exception cref="ConfigurationException">The configuration is not right, there is no such network.</exception>
    /// <exception cref="DataException">The network has no weights.</exception>
    public (Experiment Experiment, string? Weights) Read(ParseResult parsed, Func<IReadOnlyList<string>, LayeredConfiguration> layers, PluginHost plugins)
    {
        if (parsed.GetValue(_run) is not { } run)
            return (Experiment.Read(layers([]), plugins), null);
        var members = RunPlan.Read(layers, plugins, run).Members;
        var member = parsed.GetValue(_member) is { } name
            ? members.FirstOrDefault(one => one.Name == name.Trim('/')) ?? throw Unknown(run, name, [.. members.Select(one => one.Name)])
            : members[0];
        // The run may have been moved since it was trained.
        var best = Path.Combine(run, member.Name, "best");
        // A segmentor that was left as it was has no file of its own.
        var needed = Routes(member.Experiment) || File.Exists(Path.Combine(best, _files[1])) ? _files[1] : _files[0];
        if (!File.Exists(Path.Combine(best, needed)))
            throw new DataException(
                $"{best} has no {needed}; expected the best weights of {member.Name}. Train the run to its first validation, or choose another --member."
            );
        return (WithoutWeights(member.Experiment, File.Exists(Path.Combine(best, _files[0]))), best);
    }

    /// <summary>Whether pixels are routed; a configuration may say that the network segments alone.</summary>
    private static bool Routes(Experiment experiment) => (experiment.Settings.Training ?? new()).Deferral;

    /// <summary>The files that a system's weights come from, for the experiment that <see cref="Read"/> returned.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="weights">The folder with the trained weights; null without a run.</param>
    /// <param name="plugins">The plugins present.</param>
    public static IReadOnlyList<string> Files(Experiment experiment, string? weights, PluginHost plugins)
    {
        IEnumerable<string?> files =
        [
            experiment.Settings.Backbone?.Model is { Length: > 0 } model ? ModelFile.Locate(model, "$.backbone.model") : null,
            experiment.Settings.Backbone?.Weights,
            .. WrapperMember.Of(experiment, plugins).SelectMany(members => members).SelectMany(member => member.Files),
            experiment.Settings.Head?.Weights,
            .. weights is null ? [] : _files.Select(file => Path.Combine(weights, file)).Where(File.Exists),
        ];
        return [.. files.Where(file => !string.IsNullOrEmpty(file)).Select(file => DataRoot.Resolve(file!))];
    }

    /// <summary>Makes the system and takes over its trained weights.</summary>
    /// <inheritdoc cref="ConfiguredSystem.Create"/>
    public static ConfiguredSystem Create(Experiment experiment, string? weights, PluginHost plugins, IRaterMasks? raters)
    {
        var system = ConfiguredSystem.Create(experiment, plugins, _ => raters, Routes(experiment));
        try
        {
            if (weights is not null)
                system.LoadTrained(weights);
            return system;
        }
        catch
        {
            system.Dispose();
            throw;
        }
    }

    // What training started from may be gone, and its place is taken; a backbone that was not trained still comes from there.
    private static Experiment WithoutWeights(Experiment experiment, bool backboneToo) =>
        experiment with
        {
            Settings = experiment.Settings with
            {
                Backbone = backboneToo ? (experiment.Settings.Backbone ?? new BackboneSettings()) with { Weights = null } : experiment.Settings.Backbone,
                Head = (experiment.Settings.Head ?? new HeadSettings()) with { Weights = null },
            },
        };

    private static ConfigurationException Unknown(string run, string name, string[] members) =>
        new(
            $"{run} has no network '{name}'; its networks are "
                + $"{string.Join(", ", members)}.{(NearestName.Of(name, members) is { } near ? $" Did you mean '{near}'?" : "")}"
        );
}

using System.CommandLine;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Engine.Fitting;
using DeferredSeg.Engine.Guarantees;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands.Route;

/// <summary><c>--run</c>, <c>--member</c> and <c>--ensemble</c>: networks that were trained, instead of what a configuration names.</summary>
internal sealed class TrainedSelection
{
    private static readonly string[] _files = ["backbone.safetensors", "head.safetensors", FittedRouter.FileName, CertifiedPolicy.FileName];

    private readonly Option<string?> _run = new("--run")
    {
        Description =
            "The folder of a training run, or one with a run in it such as runs/demo: its config.json counts, with --config and --set on top, and the best "
            + "weights of one of its networks.",
    };
    private readonly Option<string[]> _member = new("--member")
    {
        Description = "Which network of --run, such as seed-0 or variant-1/seed-0; without it the first. With --ensemble it may be repeated.",
    };
    private readonly Option<bool> _ensemble = new("--ensemble")
    {
        Description = "All networks of --run together, or those of --member: the probabilities of classes and of routing are averaged.",
    };
    private readonly Option<bool> _untrained = new("--untrained")
    {
        Description = "Routes with fresh, random weights too, which is refused otherwise: masks then mean nothing.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_run);
        command.Options.Add(_member);
        command.Options.Add(_ensemble);
        command.Options.Add(_untrained);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_run) is null && result.GetResult(_member) is not null)
                result.AddError("--member names a network of --run; name the run's folder too.");
            if (result.GetResult(_run) is null && result.GetValue(_ensemble))
                result.AddError("--ensemble takes the networks of --run; name the run's folder too.");
            if (!result.GetValue(_ensemble) && result.GetResult(_member) is { Tokens.Count: > 1 })
                result.AddError("--member is given several times; expected one network, or --ensemble to let several answer together.");
        });
    }

    /// <summary>The run's folder; null without a run.</summary>
    /// <exception cref="DataException">There is no run.</exception>
    public string? Run(ParseResult parsed) => parsed.GetValue(_run) is { } run ? RunLocation.Find(run) : null;

    /// <summary>The experiment, and the networks with their trained weights, of which there are none without a run.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="run">The run's folder; null without.</param>
    /// <param name="layers">Gives the configuration with further settings on top.</param>
    /// <param name="plugins">The plugins present.</param>
    /// <exception cref="ConfigurationException">The configuration is not right, there is no such network.</exception>
    /// <exception cref="DataException">A network has no weights.</exception>
    public RoutingNetworks Read(ParseResult parsed, string? run, Func<IReadOnlyList<string>, LayeredConfiguration> layers, PluginHost plugins)
    {
        if (run is null)
            return new(Experiment.Read(layers([]), plugins), [], parsed.GetValue(_untrained));
        var members = RunPlan.Read(layers, plugins, run).Members;
        string[] named = [.. (parsed.GetValue(_member) ?? []).Select(name => name.Trim('/')).Distinct(StringComparer.Ordinal)];
        List<RunMember> chosen =
        [
            .. named.Select(name => members.FirstOrDefault(one => one.Name == name) ?? throw Unknown(run, name, [.. members.Select(one => one.Name)])),
        ];
        if (chosen.Count == 0)
            chosen = parsed.GetValue(_ensemble) ? [.. members] : [members[0]];
        List<TrainedNetwork> trained = [.. chosen.Select(member => Trained(run, member))];
        return new(trained[0].Experiment, trained, parsed.GetValue(_untrained));
    }

    private static TrainedNetwork Trained(string run, RunMember member)
    {
        // The run may have been moved since it was trained.
        var best = Path.Combine(run, member.Name, "best");
        // A segmentor that was left as it was has no file of its own.
        var needed = RoutingNetworks.Routes(member.Experiment) || File.Exists(Path.Combine(best, _files[1])) ? _files[1] : _files[0];
        if (!File.Exists(Path.Combine(best, needed)))
            throw new DataException(
                $"{best} has no {needed}; expected the best weights of {member.Name}. Train the run to its first validation, or choose another --member."
            );
        return new(WithoutWeights(member.Experiment, File.Exists(Path.Combine(best, _files[0]))), Path.Combine(run, member.Name), best);
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

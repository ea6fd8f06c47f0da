using DeferredSeg.Data.Prepared;
using DeferredSeg.Data.Splits;
using DeferredSeg.Host.Configuration.Settings;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.Host.Runs;
using DeferredSeg.Training.Batches;
using DeferredSeg.Training.Caching;
using DeferredSeg.Training.Runs;

namespace DeferredSeg.Host.Commands.Train;

/// <summary>Trains one network of a run.</summary>
internal static class MemberTraining
{
    private const long MiB = 1024 * 1024;

    /// <summary>Trains it, or goes on.</summary>
    /// <exception cref="ConfigurationException">Network, head, experts and losses do not fit together.</exception>
    public static TrainedMember Train(RunMember member, PluginHost plugins, bool resume, CancellationToken cancellation)
    {
        using var about = PluginCase.Name(member.Name);
        using var network = RunNetwork.Open(member, plugins);
        var cache = new EmbeddingCache(member.Experiment.Settings.Cache ?? new());
        var setup = Setup(network, cache, resume);
        using var display = new TrainingDisplay(member.Name, setup);
        try
        {
            var result = TrainingRun.Run(setup, display, cancellation);
            return TrainedMember.Of(member, result, cache, display.Steps == 0);
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException(e.ParamName is { } name ? e.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : e.Message, e);
        }
        finally
        {
            if (cache.Problem is { } problem) display.Notice(problem);
        }
    }

    private static TrainingSetup Setup(RunNetwork network, EmbeddingCache cache, bool resume)
    {
        var (settings, options, system) = (network.Member.Experiment.Settings, network.Options, network.System);
        var (train, validation) = (network.Cases(SplitPart.Train, network.Member.Seed), network.Cases(SplitPart.Validation, options.ValidationSeed));
        var bytes = (settings.Run ?? new()).CasesMiB * MiB;
        var ofTraining = bytes / (train.Cases.Count + validation.Cases.Count) * train.Cases.Count;
        return new()
        {
            Backbone = system.Backbone,
            Head = system.Head,
            Panel = options.Deferral ? system.Panel : null,
            Train = new TurnedCases(new KeptCases(train, ofTraining)),
            Validation = new KeptCases(validation, bytes - ofTraining),
            Options = options,
            Losses = (settings.Losses ?? new()).Options(system.Head?.Describe().Parameterisation, system.Backbone.Description.ClassKind),
            Policy = options.Deferral ? (settings.Routing ?? new()).Policy(system.Panel.Experts) : new(),
            Seed = network.Member.Seed,
            Device = system.Device,
            Cache = cache,
            Configuration = TrainedConfiguration.Of(network.Member.Experiment),
            Folder = network.Member.Folder,
            Resume = resume,
        };
    }
}

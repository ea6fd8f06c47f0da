using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Data;
using DeferredSeg.Data.Phantom;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Engine.Cache;
using DeferredSeg.Engine.Training;
using DeferredSeg.Engine.Training.Batches;
using DeferredSeg.Host.Commands.Data;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands.Train;

/// <summary>Trains one network of a run.</summary>
internal static class MemberTraining
{
    private const long MiB = 1024 * 1024;

    /// <summary>Opens data and networks and makes sure that they can be trained.</summary>
    /// <exception cref="ConfigurationException">Network, head, experts and losses do not fit together.</exception>
    /// <param name="member">Which.</param>
    /// <param name="plugins">The plugins present.</param>
    /// <param name="told">What was said of the data already: members often share them.</param>
    /// <param name="cancellation">Stops between images.</param>
    public static void Check(RunMember member, PluginHost plugins, HashSet<string> told, CancellationToken cancellation)
    {
        using var about = PluginCase.Name(member.Name);
        using var network = RunNetwork.Open(member, plugins);
        if (network.System.Head is IPixelwiseHead)
            CheckFitted(member, network, plugins);
        else
            AsConfiguration(() => TrainingRun.Check(Setup(network, plugins, new(new()), resume: false)));
        var parts = string.Join('\n', Enum.GetValues<SplitPart>().SelectMany(part => network.Split[part].Select(one => $"{part} {one.Id}")));
        if (told.Add($"{network.Dataset.Description.Name}\n{parts}"))
            DatasetNotes.Tell(network.Dataset, Leak(network, cancellation));
    }

    private static string? Leak(RunNetwork network, CancellationToken cancellation)
    {
        // Generated images are as many as there are.
        if (network.Dataset is PhantomDataset)
            return null;
        List<CaseInfo> cases = [.. Enum.GetValues<SplitPart>().SelectMany(part => network.Split[part])];
        return DatasetNotes.TwinsOf(network.Dataset, cases, cancellation).Leak(network.Split);
    }

    // What is trained before the router is checked as itself.
    private static void CheckFitted(RunMember member, RunNetwork network, PluginHost plugins)
    {
        if (network.System.Backbone.Description.Input.SpatialAxes == 3)
            throw new ConfigurationException(
                $"The head {network.System.Head!.Describe().Id} is fitted on pixels of images, and the backbone {network.System.Backbone.Description.Id} takes "
                    + "volumes; expected the head RoutingChannels, or a network of slices (with dataset:volumes:cases=volumes for budgets of a volume)."
            );
        AsConfiguration(() => network.Cases(SplitPart.Train, member.Seed));
        if (RouterTraining.Segmentor(member) is not { } alone)
            return;
        using var segmentor = RunNetwork.Open(alone, plugins);
        AsConfiguration(() => TrainingRun.Check(Setup(segmentor, plugins, new(new()), resume: false)));
    }

    private static bool IsFitted(RunMember member, PluginHost plugins)
    {
        if (!(member.Experiment.Settings.Training ?? new()).Deferral)
            return false;
        using var network = RunNetwork.Open(member, plugins);
        return network.System.Head is IPixelwiseHead;
    }

    /// <summary>Trains it, or goes on, or says how it ended before.</summary>
    public static TrainedMember Train(RunMember member, PluginHost plugins, bool resume, CancellationToken cancellation)
    {
        if (!IsFitted(member, plugins))
            return TrainByEpochs(member, plugins, resume, cancellation);
        var segmentor = RouterTraining.Segmentor(member) is { } alone ? TrainByEpochs(alone, plugins, resume, cancellation) : null;
        TrainedMember? result = null;
        AsConfiguration(() => result = RouterTraining.Train(member, segmentor, plugins, resume, cancellation));
        return result!;
    }

    private static TrainedMember TrainByEpochs(RunMember member, PluginHost plugins, bool resume, CancellationToken cancellation)
    {
        var cache = new EmbeddingCache(member.Experiment.Settings.Cache ?? new());
        if (resume && SavedState.Read(member.Folder) is { } saved && saved.EndedBy(member.Experiment.Settings.Training ?? new()) is { } ended)
        {
            Console.Error.WriteLine($"{member.Name} has ended before: {ended}.");
            return TrainedMember.Of(member, new(saved.Epoch, saved.Step, saved.Stopping, ended, saved.Seconds), cache, true);
        }
        using var about = PluginCase.Name(member.Name);
        using var network = RunNetwork.Open(member, plugins);
        if (network.Dataset.Raters is { } raters)
            RunInputs.Remember(member.RunFolder, raters.Raters);
        TrainingImages.Remember(network, cancellation);
        var setup = Setup(network, plugins, cache, resume && SavedState.IsIn(member.Folder));
        network.System.IsTrained();
        using var display = new TrainingDisplay(member.Name, setup);
        TrainingResult? result = null;
        AsConfiguration(() => result = TrainingRun.Run(setup, display, cancellation));
        if (cache.Problem is { } problem)
            display.Notice(problem);
        return TrainedMember.Of(member, result!, cache, false);
    }

    /// <summary>What does not fit together was configured so.</summary>
    private static void AsConfiguration(Action action)
    {
        try
        {
            action();
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException(
                e.ParamName is { } name ? e.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : e.Message,
                e
            );
        }
    }

    private static TrainingSetup Setup(RunNetwork network, PluginHost plugins, EmbeddingCache cache, bool resume)
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
            Drawn = options.Raters == RaterDraw.Together ? null : new DrawnReferences(train, options.Raters, system.Backbone.Description.ClassKind, bytes),
            Validation = new KeptCases(validation, bytes - ofTraining),
            Options = options,
            Losses = (settings.Losses ?? new()).For(system.Head?.Describe().Parameterisation, system.Backbone.Description.ClassKind),
            Objective = system.Backbone.Objective,
            Policy = options.Deferral ? system.Policy(settings.Routing) : new(),
            Tiles = network.Tiles,
            Seed = network.Member.Seed,
            Device = system.Device,
            Cache = cache,
            Configuration = TrainedConfiguration.Of(network.Member.Experiment, plugins),
            Encoder = TrainedConfiguration.OfEncoder(network.Member.Experiment, plugins, system.Backbone is ITrainableBackbone),
            Folder = network.Member.Folder,
            Resume = resume,
        };
    }
}

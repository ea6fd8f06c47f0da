using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Data;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Engine.Cache;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Engine.Fitting;
using DeferredSeg.Engine.Guarantees;
using DeferredSeg.Engine.Training;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.Host.Runs;
using DeferredSeg.Reporting;

namespace DeferredSeg.Host.Commands.Train;

/// <summary>
/// Trains one network of a run whose head is fitted on pixels: the segmentor alone first, where it is trained at all, then the router on the network as it is.
/// </summary>
internal static class RouterTraining
{
    private const string Ended = "its router is fitted";
    private const string HeadFile = "head.safetensors";
    private const string BackboneFile = "backbone.safetensors";

    /// <summary>The same network without its router: what is trained first; null where the segmentor stays as it is.</summary>
    /// <param name="member">The network.</param>
    public static RunMember? Segmentor(RunMember member)
    {
        var options = member.Experiment.Settings.Training ?? new();
        return options.TrainBackbone
            ? member with
            {
                Experiment = member.Experiment with { Settings = member.Experiment.Settings with { Training = options with { Deferral = false } } },
            }
            : null;
    }

    /// <summary>Fits the router, or says that it was fitted before.</summary>
    /// <param name="member">Which.</param>
    /// <param name="segmentor">What came of the segmentor's training; null where it stays as it is.</param>
    /// <param name="plugins">The plugins present.</param>
    /// <param name="resume">Whether a router that is there stays.</param>
    /// <param name="cancellation">Stops between cases and steps.</param>
    public static TrainedMember Train(RunMember member, TrainedMember? segmentor, PluginHost plugins, bool resume, CancellationToken cancellation)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        using var about = PluginCase.Name(member.Name);
        using var network = RunNetwork.Open(member, plugins, EvaluationGrid.Native);
        if (network.Dataset.Raters is { } raters)
            RunInputs.Remember(member.RunFolder, raters.Raters);
        TrainingImages.Remember(network, cancellation);
        if (File.Exists(Path.Combine(member.Best, BackboneFile)))
            network.System.LoadBackbone(member.Best);
        network.System.IsTrained();
        var options = member.Experiment.Settings.Fitting ?? new();
        var isThere = resume && File.Exists(Path.Combine(member.Best, HeadFile));
        if (isThere)
            network.System.LoadTrained(member.Best);
        else
            Fit(network, options, plugins, cancellation);
        // A handful of local cases may all be needed to fit on.
        var found = network.Split[SplitPart.Validation].Count == 0 ? null : Validated(network, cancellation);
        return new(
            member.Name,
            member.Variant.Length == 0 ? null : member.Variant,
            member.Seed,
            member.Folder,
            Ended,
            isThere,
            segmentor?.Epochs ?? 0,
            (segmentor?.Steps ?? 0) + options.Steps,
            segmentor?.BestEpoch,
            found?.System,
            found?.Expert,
            found?.Model,
            found?.ModelAlone,
            found?.Deferral,
            found?.Loads[0],
            found is null ? null : [.. found.Loads.Skip(1)],
            (segmentor?.Seconds ?? 0) + clock.Elapsed.TotalSeconds,
            0,
            0
        );
    }

    private static void Fit(RunNetwork network, FittingOptions options, PluginHost plugins, CancellationToken cancellation)
    {
        var (member, system) = (network.Member, network.System);
        using var display = new FittingDisplay(member.Name);
        SplitPart[] parts = options.From switch
        {
            FittedOn.Train => [SplitPart.Train],
            FittedOn.Validation => [SplitPart.Validation],
            _ => [SplitPart.Train, SplitPart.Validation],
        };
        var router = RouterFitting.Run(
            new()
            {
                System = system.Deferred,
                Fresh = () => (IPixelwiseHead)system.FreshHead(member.Experiment, plugins),
                Panel = system.Panel,
                Cases = [.. parts.Select(part => network.Cases(part, member.Seed))],
                Options = options,
                // What is not set follows from the folds.
                Policy = (member.Experiment.Settings.Routing ?? new()).For(system.Panel.Experts),
                Seed = member.Seed,
                ExpertSeed = member.Seed,
                Device = system.Device,
            },
            display.Show,
            cancellation
        );
        TextFile.CreateFolder(member.Best);
        try
        {
            // The weights come last: with them the router is there.
            File.Delete(Path.Combine(member.Best, FittedRouter.FileName));
            // What was certified was another router.
            File.Delete(Path.Combine(member.Best, CertifiedPolicy.FileName));
            router?.Write(member.Best);
            ModuleWeights.Save(((ITrainableHead)system.Head!).Module, Path.Combine(member.Best, HeadFile));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException(
                $"The router cannot be written to {member.Best}: {e.Message} Free space or choose another folder, then go on with --resume.",
                e
            );
        }
        system.Fitted = router;
        foreach (var sentence in FittedSentences.Of(router, [.. system.Panel.Experts.Select(expert => expert.Id)]))
            Console.Error.WriteLine($"{member.Name}: {sentence}");
    }

    private static ValidationResult Validated(RunNetwork network, CancellationToken cancellation)
    {
        var (system, options) = (network.System, network.Options);
        var cases = network.Cases(SplitPart.Validation, options.ValidationSeed);
        var pass = new EvaluationPass(
            new()
            {
                Backbone = system.Backbone,
                Head = system.Head,
                Experts = system.Experts,
                Cases = cases,
                Policy = system.Policy(network.Member.Experiment.Settings.Routing),
                Grid = EvaluationGrid.Native,
                Seed = options.ValidationSeed,
                Device = system.Device,
            }
        );
        var measured = Enumerable.Range(0, cases.Cases.Count).Select(index => pass.Measure(index, cancellation).Numbers).ToList();
        double Dice(Func<Deferral.Measures.RoutedOverlaps, Deferral.Measures.Overlap> of) =>
            measured.Average(one => one.Perspectives.Average(overlap => of(overlap).Dice));
        double[] loads = [.. measured[0].Channels.Select((_, channel) => measured.Average(one => one.Channels[channel].Hard))];
        return new(Dice(one => one.System), Dice(one => one.ExpertOnly), Dice(one => one.ModelOnly), Dice(one => one.ModelAlone), 1 - loads[0], loads);
    }
}

/// <summary>Shows on standard error how far fitting is: a bar for each part of it, where it is a terminal.</summary>
internal sealed class FittingDisplay(string name) : IDisposable
{
    private ProgressBar? _bar;
    private string? _part;

    public void Show(FittingProgress progress)
    {
        if (progress.Part != _part)
        {
            _bar?.Dispose();
            (_part, _bar) = (progress.Part, new($"{name} {progress.Part}", progress.Of));
        }
        _bar!.Show(progress.Done, progress.Loss is { } loss ? FormattableString.Invariant($"loss {loss:0.0000}") : "");
    }

    public void Dispose() => _bar?.Dispose();
}

using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Engine.Systems;

namespace DeferredSeg.Engine.Fitting;

/// <summary>What is fitted, on what, and how. Everything stays the caller's to dispose.</summary>
public sealed record FittingSetup
{
    /// <summary>Backbone and head, in evaluation mode; the head is fitted in place.</summary>
    public required DeferredSystem System { get; init; }

    /// <summary>Makes a head like it with fresh weights, for the folds; the caller's to dispose.</summary>
    public required Func<IPixelwiseHead> Fresh { get; init; }

    /// <summary>The experts, who are asked about whole cases on the images' own pixels.</summary>
    public required ExpertPanel Panel { get; init; }

    /// <summary>The cases.</summary>
    public required IReadOnlyList<PreparedCases> Cases { get; init; }

    /// <summary>How.</summary>
    public FittingOptions Options { get; init; } = new();

    /// <summary>Margin, dice level and threshold that are set count; what is not follows from the folds.</summary>
    public RoutingPolicy Policy { get; init; } = new();

    /// <summary>The seed of pixels and steps.</summary>
    public long Seed { get; init; }

    /// <summary>The seed with which experts are asked.</summary>
    public long ExpertSeed { get; init; }

    /// <summary>Where parameters lie.</summary>
    public Device Device { get; init; } = CPU;
}

/// <summary>
/// Fits a router to a trained network: gathers pixels of all cases once, fits one router for each part of the patients that is left out, to see what it is
/// worth there, and then the router itself on all of them.
/// </summary>
public static class RouterFitting
{
    // Labels and the like besides what a head sees.
    private const int OtherBytes = 32;

    /// <summary>Fits it.</summary>
    /// <param name="setup">What, on what and how.</param>
    /// <param name="told">Is told what is being done, how far it is and how far it goes.</param>
    /// <param name="cancellation">Stops between cases and steps.</param>
    /// <returns>What was found on patients that were left out; null without folds, or where there are too few patients.</returns>
    /// <exception cref="ArgumentException">The head is none that can be fitted, or there is no case.</exception>
    /// <exception cref="InvalidOperationException">No pixel can be learned from.</exception>
    /// <exception cref="DivergedException">A network's output or the loss is not finite.</exception>
    public static FittedRouter? Run(FittingSetup setup, Action<FittingProgress>? told = null, CancellationToken cancellation = default)
    {
        if (setup.System.Head is not IPixelwiseHead head)
            throw new ArgumentException($"The head {setup.System.Head?.Describe().Id ?? "(none)"} cannot be fitted on pixels; expected one such as Estimates.");
        var network = setup.System.Network;
        var layout = new EstimateLayout(network.ClassKind, network.Classes, setup.Panel.Experts.Count);
        using var pool = Gather(setup, head, told, cancellation);
        if (pool.Cases.Count == 0)
            throw new InvalidOperationException("There is no pixel to fit the router on: no case has any in its field of view.");
        if (!setup.Options.Refit)
            return Judge(setup, head, pool, layout);
        var folds = PatientFolds(pool.Cases, setup.Options.Folds, setup.Seed);
        FittedRouter? found = null;
        if (folds.Count > 1)
        {
            using var scope = NewDisposeScope();
            var left = new LeftOutCases(layout, setup.Policy);
            for (var fold = 0; fold < folds.Count; fold++)
            {
                using var fresh = setup.Fresh();
                var leftOut = folds[fold].ToHashSet(StringComparer.Ordinal);
                Fit(
                    fresh,
                    [.. pool.Cases.Where(one => !leftOut.Contains(one.Patient))],
                    setup.Options.FoldSteps ?? setup.Options.Steps,
                    $"fold {fold + 1}",
                    fold + 1
                );
                foreach (var one in pool.Cases.Where(one => leftOut.Contains(one.Patient)))
                    left.Add(one, PixelFit.Estimate(fresh, one, setup.Device));
            }
            found = left.Conclude();
        }
        Fit(head, pool.Cases, setup.Options.Steps, "router", 0);
        return found;

        void Fit(IPixelwiseHead one, IReadOnlyList<PooledCase> cases, int steps, string name, int number) =>
            PixelFit.Run(
                one,
                cases,
                layout,
                setup.Options,
                steps,
                (long)StableRandom.Of(setup.Seed, "router").Bits(number),
                setup.Device,
                (step, loss) => told?.Invoke(new(name, step + 1, steps, loss)),
                cancellation
            );
    }

    // A router as it is, on cases that it never saw.
    private static FittedRouter Judge(FittingSetup setup, IPixelwiseHead head, PixelPool pool, EstimateLayout layout)
    {
        using var scope = NewDisposeScope();
        var left = new LeftOutCases(layout, setup.Policy);
        foreach (var one in pool.Cases)
            left.Add(one, PixelFit.Estimate(head, one, setup.Device));
        return left.Conclude();
    }

    private static PixelPool Gather(FittingSetup setup, IPixelwiseHead head, Action<FittingProgress>? told, CancellationToken cancellation)
    {
        var count = setup.Cases.Sum(part => part.Cases.Count);
        if (count == 0)
            throw new ArgumentException("There is no case to fit the router on.");
        var pool = new PixelPool();
        try
        {
            var done = 0;
            foreach (var cases in setup.Cases)
            {
                for (var index = 0; index < cases.Cases.Count; index++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    Gather(setup, head, pool, cases, index, count, cancellation);
                    told?.Invoke(new("pixels", ++done, count, null));
                }
            }
            return pool;
        }
        catch
        {
            pool.Dispose();
            throw;
        }
    }

    private static void Gather(
        FittingSetup setup,
        IPixelwiseHead head,
        PixelPool pool,
        PreparedCases cases,
        int index,
        int count,
        CancellationToken cancellation
    )
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var prepared = cases.Get(index, GeometricVariant.None);
        var native = cases.Native(index);
        var place = prepared.Placement!;
        var kind = setup.System.Network.ClassKind;
        var images = setup.System.Images([prepared.Image], prepared.Grid);
        using var embedding = setup.System.Encode(images, cancellation);
        var prompts = setup.System.Prompts([prepared.Prompts]);
        using var output = setup
            .System.Segment(embedding, prompts, cancellation)
            .Fitting(prepared.Info.Id, 1, prepared.Reference.Classes, prepared.Grid)
            .Finite(prepared.Info.Id);
        var maps = OutputMaps.Of(output).Native(place, kind, isEstimated: false);
        var inputs = head.Inputs(setup.System.Shown(output.Segmentation, prompts, HeadImages.Of([prepared], images)));
        var most = (long)setup.Options.MemoryMiB * 1024 * 1024 / count / (2 * inputs.shape[1] + OtherBytes);
        pool.Add(
            native,
            place,
            inputs,
            ModelMasks.Of(maps.Logits.unsqueeze(0), kind).squeeze(0),
            CaseAnswers.Ask(setup.Panel, native, kind, setup.ExpertSeed, 0, cancellation),
            kind,
            (int)Math.Clamp(most, 64, setup.Options.PixelsPerImage),
            setup.Seed
        );
        inputs.Dispose();
    }

    // Patients in parts of about equal number, in an order that follows from the seed; one part where there are too few.
    private static List<List<string>> PatientFolds(IReadOnlyList<PooledCase> cases, int folds, long seed)
    {
        var random = StableRandom.Of(seed, "fitting-folds");
        List<string> patients = [.. cases.Select(one => one.Patient).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var count = Math.Min(folds, patients.Count);
        if (count < 2)
            return [];
        var order = patients.Select((patient, i) => (Patient: patient, Key: random.Bits(i))).OrderBy(one => one.Key).Select(one => one.Patient).ToList();
        return [.. Enumerable.Range(0, count).Select(fold => order.Where((_, i) => i % count == fold).ToList())];
    }
}

/// <summary>How far fitting is.</summary>
/// <param name="Part">What is being done: pixels, fold 1 and so on, router.</param>
/// <param name="Done">Cases or steps.</param>
/// <param name="Of">How many there are.</param>
/// <param name="Loss">The loss of the step; null where there is none.</param>
public sealed record FittingProgress(string Part, int Done, int Of, double? Loss);

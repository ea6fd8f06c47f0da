using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;

namespace DeferredSeg.Engine.Evaluation;

/// <summary>Everything that is measured of one case under one trained network: counts and numbers, no maps.</summary>
/// <param name="Case">The case.</param>
/// <param name="Patient">Whose it is.</param>
/// <param name="Variant">The variant of the run, such as a fold; empty without.</param>
/// <param name="Seed">The seed of the network.</param>
/// <param name="Pixels">Pixels that are measured: those in the field of view.</param>
/// <param name="Perspectives">System, Expert and Model of every class.</param>
/// <param name="Policies">The system and what it is compared with, the model alone first.</param>
/// <param name="Channels">The model and every expert; empty where nothing is routed.</param>
/// <param name="Predictor">The mean probability of the aggregated predictor; null where there is none.</param>
/// <param name="Foreground">The model's probabilities against the truth, over all classes.</param>
/// <param name="Score">Proper scores of the same.</param>
public sealed record CaseEvaluation(
    string Case,
    string Patient,
    string Variant,
    long Seed,
    int Pixels,
    IReadOnlyList<RoutedOverlaps> Perspectives,
    IReadOnlyList<PolicyResult> Policies,
    IReadOnlyList<ChannelResult> Channels,
    double? Predictor,
    Calibration Foreground,
    ProbabilityScore Score
)
{
    /// <summary>What is measured of a head of estimates besides; null of other heads.</summary>
    public EstimateEvaluation? Estimates { get; init; }

    /// <summary>What regions that are asked cost and bring: pixel by pixel, and so many of them made for people. Null where nothing is routed.</summary>
    public IReadOnlyList<DecisionPoint>? Regions { get; init; }

    /// <summary>What painting, judging, choosing and clicking so many regions take and bring; null where that is not compared.</summary>
    public IReadOnlyList<DecisionPoint>? Ways { get; init; }

    /// <summary>How far surfaces lie from the true ones, where the case is a whole volume of known spacing; else none.</summary>
    public IReadOnlyList<SurfaceResult> Surfaces { get; init; } = [];

    /// <summary>Questions to people that have no answer yet; the numbers are not to be used while there are any.</summary>
    public int PendingQuestions { get; init; }

    /// <summary>What a policy came to; null where it was not measured.</summary>
    public PolicyResult? Find(PolicyKey policy) => Policies.FirstOrDefault(one => one.Policy == policy);

    /// <summary>Model and experts together; the model alone where nothing is routed.</summary>
    public PolicyResult System => Find(PolicyKey.System) ?? Policies[0];
}

/// <summary>What one channel was given in one case, and how well its probability fits.</summary>
/// <param name="Name">model, or the expert's name.</param>
/// <param name="Soft">The mean routing probability: rho of Eq. 8 for an expert.</param>
/// <param name="Hard">The share of pixels that was routed to it.</param>
/// <param name="Accuracy">How often it is right, over all pixels.</param>
/// <param name="Reliability">
/// Its probability against how often it is right. A softmax shares 1 among the channels and is no probability of being right; its error says so.
/// </param>
public sealed record ChannelResult(string Name, double Soft, double Hard, double Accuracy, Calibration Reliability);

/// <summary>A measured case with its maps, for pictures and files.</summary>
/// <param name="Numbers">What was measured.</param>
/// <param name="Shown">The image for a person.</param>
/// <param name="Truth">The true masks.</param>
/// <param name="Model">The model's masks.</param>
/// <param name="System">The masks of model and experts together.</param>
/// <param name="Decision">A channel for every pixel, for each routing; the model outside of the field of view.</param>
public sealed record EvaluatedCase(
    CaseEvaluation Numbers,
    ImagePlanes Shown,
    MaskPlanes Truth,
    MaskPlanes Model,
    MaskPlanes System,
    IReadOnlyList<long[]> Decision
)
{
    /// <summary>What is shown of it in a picture: of a volume the slice with most of the truth, the first of several; an image itself.</summary>
    public EvaluatedCase Pictured()
    {
        if (Truth.Grid.Axes == 2)
            return this;
        var (grid, size) = (Truth.Grid, Truth.Grid.Height * Truth.Grid.Width);
        var first = Truth.Classes > 1 && Truth.Plane(0).Count((byte)1) * 2L > grid.Count ? 1 : 0;
        var chosen = Enumerable
            .Range(0, grid.Depth)
            .MaxBy(z => Enumerable.Range(first, Truth.Classes - first).Sum(k => Truth.Plane(k).Slice(z * size, size).Count((byte)1)));
        byte[] Slice(byte[] values) =>
            [.. Enumerable.Range(0, values.Length / grid.Count).SelectMany(k => values.AsSpan(k * grid.Count + chosen * size, size).ToArray())];
        MaskPlanes Mask(MaskPlanes mask) => new(grid.Height, grid.Width, mask.Classes, Slice(mask.Values));
        return this with
        {
            Shown = new(grid.Height, grid.Width, Shown.Channels, Slice(Shown.Values)),
            Truth = Mask(Truth),
            Model = Mask(Model),
            System = Mask(System),
            Decision = [.. Decision.Select(decision => decision.AsSpan(chosen * size, size).ToArray())],
        };
    }
}

using System.Text.Json.Serialization;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Routing.Estimates;

namespace DeferredSeg.Engine.Evaluation;

/// <summary>What is measured of a case besides, where a head of estimates routes.</summary>
/// <param name="Confidence">How well estimates of being right fit, of each class for the model and every expert.</param>
/// <param name="Changes">What asked pixels were expected to change, and did.</param>
/// <param name="Decisions">What a growing number of proposals buys that are accepted or rejected.</param>
public sealed record EstimateEvaluation(IReadOnlyList<ChannelConfidence> Confidence, AnswerChanges Changes, IReadOnlyList<DecisionPoint> Decisions);

/// <summary>How well an estimate of being right fits how often it is, in fine bins that cases may be put together in.</summary>
/// <param name="Channel">0 for the model, j for expert j.</param>
/// <param name="Class">The class, from 0; 0 where classes exclude each other.</param>
/// <param name="All">Over all pixels, those that an expert answered.</param>
/// <param name="LeastCertain">Over the tenth of the pixels whose truth is least certain, by the head's own estimate.</param>
public sealed record ChannelConfidence(int Channel, int Class, Calibration All, Calibration LeastCertain)
{
    /// <summary>How many fine bins there are.</summary>
    public const int Bins = 1000;

    /// <summary>Which share of the pixels is the least certain.</summary>
    public const double Share = 0.1;
}

/// <summary>How many asked pixels an answer changed: far from what was expected, images or experts are others than those of the fit.</summary>
/// <param name="Asked">Pixels that were asked and answered.</param>
/// <param name="Expected">How many of them were expected to change.</param>
/// <param name="Changed">How many did.</param>
public sealed record AnswerChanges(int Asked, double Expected, int Changed)
{
    // Fewer tell nothing.
    private const int FewestPixels = 200;

    /// <summary>How far the shares may lie apart before it is told; within 0.03 where nothing has shifted.</summary>
    public const double Tolerance = 0.1;

    /// <summary>None.</summary>
    public static AnswerChanges None { get; } = new(0, 0, 0);

    /// <summary>Counts them of one routing.</summary>
    /// <param name="estimates">The estimates of all pixels that are looked at.</param>
    /// <param name="model">The mask of whoever answers where nobody is asked, <c>[K, H, W]</c>.</param>
    /// <param name="decision">Who answered each pixel, row by row: 0 for the model, or where there was no answer.</param>
    /// <param name="routing">The class of the routing, where each has its own; null where all share it.</param>
    /// <param name="plane">Brings a map <c>[H, W]</c> to the pixels of the decision.</param>
    /// <param name="changed">Whether the answer of a pixel is another than the mask's.</param>
    public static AnswerChanges Of(
        ExpertEstimates estimates,
        Tensor model,
        ReadOnlySpan<long> decision,
        int? routing,
        Func<Tensor, double[]> plane,
        Func<int, bool> changed
    )
    {
        using var scope = NewDisposeScope();
        var expected = estimates.Changes(model);
        var own = routing is { } one ? expected.narrow(0, one, 1) : expected;
        // Of all classes that share the routing: that any changes.
        var any = 1 - (1 - own).prod(0L);
        double[][] shares = [.. Enumerable.Range(0, (int)any.shape[0]).Select(j => plane(any[j]))];
        var sum = None;
        for (var pixel = 0; pixel < decision.Length; pixel++)
            if (decision[pixel] > 0)
                sum += new AnswerChanges(1, shares[decision[pixel] - 1][pixel], changed(pixel) ? 1 : 0);
        return sum;
    }

    /// <summary>The share that was expected to change; not a number where nobody was asked.</summary>
    [JsonIgnore]
    public double ExpectedShare => Asked == 0 ? double.NaN : Expected / Asked;

    /// <summary>The share that changed; not a number where nobody was asked.</summary>
    [JsonIgnore]
    public double ChangedShare => Asked == 0 ? double.NaN : (double)Changed / Asked;

    /// <summary>Whether shares of enough pixels lie further apart than the tolerance: something has shifted since the router was fitted.</summary>
    [JsonIgnore]
    public bool IsShifted => Asked >= FewestPixels && Math.Abs(ExpectedShare - ChangedShare) > Tolerance;

    /// <summary>Of several images together.</summary>
    public static AnswerChanges operator +(AnswerChanges left, AnswerChanges right) =>
        new(left.Asked + right.Asked, left.Expected + right.Expected, left.Changed + right.Changed);
}

/// <summary>What so many decisions of a person come to.</summary>
/// <param name="Way">
/// regions: pixels that the system asks, one decision a connected region; units: regions that are made for people of them; proposals: pieces that are accepted
/// or rejected; annotate, judge, choose and click: the same regions for people, answered in each of these ways.
/// </param>
/// <param name="Wanted">How many were allowed; null for all that there are.</param>
/// <param name="Decisions">How many there were.</param>
/// <param name="Deferred">The share of pixels that they were about.</param>
/// <param name="Classes">The counts of every class that is measured.</param>
public sealed record DecisionPoint(string Way, int? Wanted, int Decisions, double Deferred, IReadOnlyList<Overlap> Classes)
{
    /// <summary>The regions that the system asks.</summary>
    public const string Regions = "regions";

    /// <summary>Regions made for people.</summary>
    public const string Units = "units";

    /// <summary>Pieces of the head's own mask that are accepted or rejected.</summary>
    public const string Proposals = "proposals";
}

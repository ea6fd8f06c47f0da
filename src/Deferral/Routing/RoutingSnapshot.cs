using System.Globalization;
using System.Text;
using DeferredSeg.Deferral.Routing.Policies;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Routing;

/// <summary>
/// The routing of a small case as text, for tests that compare it with a stored one: who answers where, how clearly, and how the load is spread.
/// </summary>
/// <remarks>
/// <para>The text is the same on every machine: lines end with a line feed, numbers are written with a point, and what comes from
/// arithmetic is rounded to <see cref="RoutingSnapshotOptions.Digits"/> decimals. It is rounded to three more first, so that a simple fraction that lies
/// between two roundings (0.0625 at three decimals) goes the same way whatever its last bits are. Counts, shares and coverage are exact before they are
/// rounded. What remains sensitive to the last bits is the decision itself where two logits are equal but for these: choose cases without such pixels,
/// or with logits that are equal exactly.</para>
/// <para>Probabilities are the softmax of Eq. 5, computed in double precision whatever the type of the logits. Logits that mean something else
/// (one-vs-all, utility) are described in the same way: the decision is the same, loads and margins are those of a softmax over them.</para>
/// </remarks>
/// <example>
/// A plugin's head on a fixed feature map, compared by Verify:
/// <code>
/// using var output = head.Route(segmentation);
/// await Verifier.Verify(RoutingSnapshot.Of(output.RoutingLogits, output.PredictorLogit));
/// </code>
/// One expert on 2 by 4 pixels, with logits 2 and 0 in six of them and 0 and 1 in the last column, gives
/// <code>
/// routing [1, 1, 2, 2, 4], ties LowestChannel
/// predictor none
///
/// result 0, routing 0
/// coverage 0.750
/// channel 0: 6 pixels, share 0.750, soft load 0.728
/// channel 1: 2 pixels, share 0.250, soft load 0.272
/// regions, Four
/// channel 0: 6 pixels, rows 0-1, columns 0-2, margin 0.762
/// channel 1: 2 pixels, rows 0-1, columns 3-3, margin 0.462
/// map
/// ...1
/// ...1
/// </code>
/// The margin is the mean, over a region's pixels, of the chosen channel's probability minus the next largest; a tie has none.
/// </example>
public static class RoutingSnapshot
{
    /// <summary>The most rows and columns that a decision map is written out for.</summary>
    public const int LargestMap = 128;

    /// <summary>Describes a routing.</summary>
    /// <param name="routingLogits">
    /// Floating point <c>[P, R, J+1, H, W]</c>: results, routings (1, or one a class), channel 0 the model and 1..J the experts. It stays the caller's.
    /// </param>
    /// <param name="predictorLogit">The aggregated predictor before its sigmoid, <c>[P, 1, H, W]</c>; null where there is none. It stays the caller's.</param>
    /// <param name="options">Rounding, ties and what is written; null means the defaults.</param>
    /// <returns>Lines joined by a line feed, none after the last.</returns>
    /// <exception cref="ArgumentException">
    /// A shape is another, a value is not a number (all channels minus infinity, or one plus infinity, among them), a map is too large to be written
    /// out, or an option is out of range.
    /// </exception>
    public static string Of(Tensor routingLogits, Tensor? predictorLogit = null, RoutingSnapshotOptions? options = null)
    {
        options ??= new();
        if (options.Digits is < 1 or > 6)
            throw new ArgumentOutOfRangeException(nameof(options), options.Digits, "Digits is from 1 to 6.");
        var shape = routingLogits.shape;
        Require(shape.Length == 5 && shape[1] > 0, nameof(routingLogits), "[P, R, J+1, H, W] with at least one routing", shape);
        if (options.Maps && (shape[3] > LargestMap || shape[4] > LargestMap))
            throw new ArgumentException(
                $"A decision map of {shape[3]} rows and {shape[4]} columns was to be written out; the largest is {LargestMap} by {LargestMap}. Take a "
                    + $"smaller case, or set {nameof(RoutingSnapshotOptions.Maps)} to false to leave the maps out.",
                nameof(routingLogits)
            );
        if (predictorLogit is not null)
            Require(
                predictorLogit.shape.AsSpan().SequenceEqual([shape[0], 1, shape[3], shape[4]]),
                nameof(predictorLogit),
                $"[{shape[0]}, 1, {shape[3]}, {shape[4]}], as the routing logits have it",
                predictorLogit.shape
            );

        using var scope = torch.NewDisposeScope();
        var logits = routingLogits.detach().cpu().to_type(torch.ScalarType.Float64).flatten(0, 1);
        var (decision, probabilities) = (RoutingDecision.Decide(logits, options.Ties), RoutingProbabilities.Of(logits));
        if (probabilities.isnan().any().ToBoolean())
            throw new ArgumentException(
                "At some pixel the softmax of the routing logits is not a number: all channels are minus infinity, or one is plus "
                    + "infinity. Look for the mask or the layer that made them.",
                nameof(routingLogits)
            );

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"routing {Text(shape)}, ties {options.Ties}\n");
        text.Append(CultureInfo.InvariantCulture, $"predictor {Predictor(predictorLogit, options)}");
        for (var map = 0; map < logits.shape[0]; map++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n\nresult {map / shape[1]}, routing {map % shape[1]}\n");
            new RoutingMap(decision[map], probabilities[map]).Write(text, options);
        }
        return text.ToString();
    }

    private static string Predictor(Tensor? logit, RoutingSnapshotOptions options)
    {
        if (logit is null)
            return "none";
        var values = logit.detach().cpu().to_type(torch.ScalarType.Float64).sigmoid();
        if (values.isnan().any().ToBoolean())
            throw new ArgumentException(
                "The predictor's logit holds values that are not numbers (NaN). Look for the layer or the loss that made them.",
                nameof(logit)
            );
        string Number(Tensor value) => SnapshotNumber.Of(value.ToDouble(), options.Digits);
        return $"{Text(logit.shape)}, sigmoid from {Number(values.min())} to {Number(values.max())}, mean {Number(values.mean())}";
    }

    private static void Require(bool holds, string name, string expected, long[] found)
    {
        if (!holds)
            throw new ArgumentException($"The {name} have the shape {Text(found)}; expected {expected}.", name);
    }

    private static string Text(long[] shape) => $"[{string.Join(", ", shape)}]";
}

/// <summary>What a <see cref="RoutingSnapshot"/> is made with. Two snapshots compare only where these are equal.</summary>
public sealed record RoutingSnapshotOptions
{
    /// <summary>Who gets a pixel whose largest logits are equal.</summary>
    public TieRule Ties { get; init; } = TieRule.LowestChannel;

    /// <summary>Decimals of soft loads, margins and the predictor, 1 to 6. Fewer survive larger differences between machines.</summary>
    public int Digits { get; init; } = 3;

    /// <summary>Which pixels touch one another.</summary>
    public Connectivity Connectivity { get; init; } = Connectivity.Four;

    /// <summary>Whether the decision maps are written out, which limits their size to <see cref="RoutingSnapshot.LargestMap"/>.</summary>
    public bool Maps { get; init; } = true;
}

/// <summary>A number in a text that must not change with the last bits of the arithmetic.</summary>
internal static class SnapshotNumber
{
    /// <summary>Decimals that are kept before the last rounding, so that simple fractions do not lie on its border.</summary>
    private const int Guard = 3;

    /// <summary>Rounded to the decimals, halves away from zero; zero has no sign.</summary>
    /// <param name="value">From -1e12 to 1e12.</param>
    /// <param name="digits">Decimals, 1 to 6; all of them are written.</param>
    public static string Of(double value, int digits)
    {
        var guarded = decimal.Round((decimal)value, digits + Guard, MidpointRounding.AwayFromZero);
        var rounded = decimal.Round(guarded, digits, MidpointRounding.AwayFromZero);
        return (rounded == 0 ? 0m : rounded).ToString($"F{digits}", CultureInfo.InvariantCulture);
    }
}

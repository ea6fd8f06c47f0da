using System.Text.Json.Serialization;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Host.Commands.Simulate;

/// <summary>How good one expert's answer is; null without one.</summary>
/// <param name="Name">The expert.</param>
/// <param name="Status">answered, declined or pending.</param>
/// <param name="Reason">Why it was declined.</param>
/// <param name="ExpectedAccuracy">The mean probability of being right; null where errors are not independent.</param>
/// <param name="Accuracy">The share of pixels that are right.</param>
/// <param name="ForegroundAccuracy">The same within the foreground; null without such pixels.</param>
/// <param name="BoundaryAccuracy">The same within the boundary.</param>
/// <param name="BackgroundAccuracy">The same within the rest.</param>
/// <param name="Dice">Against the reference; two empty masks agree.</param>
internal sealed record SimulatedAccuracy(
    string Name,
    string Status,
    string? Reason = null,
    [property: JsonPropertyName("expected_accuracy")] double? ExpectedAccuracy = null,
    double? Accuracy = null,
    [property: JsonPropertyName("foreground_accuracy")] double? ForegroundAccuracy = null,
    [property: JsonPropertyName("boundary_accuracy")] double? BoundaryAccuracy = null,
    [property: JsonPropertyName("background_accuracy")] double? BackgroundAccuracy = null,
    double? Dice = null
)
{
    public static SimulatedAccuracy Of(MaskPlanes truth, SimulatedAnswer answer)
    {
        if (answer.Simulation is not { } simulation)
            return new(answer.Expert, answer.Status, answer.Reason);
        var right = new long[3];
        var pixels = new long[3];
        long all = 0;
        for (var i = 0; i < truth.Values.Length; i++)
        {
            var isRight = simulation.Mask.Values[i] == truth.Values[i];
            if (isRight)
                all++;
            if (simulation.Partition.Length == 0)
                continue;
            pixels[simulation.Partition[i]]++;
            if (isRight)
                right[simulation.Partition[i]]++;
        }
        double? Share(int region) => pixels[region] == 0 ? null : (double)right[region] / pixels[region];
        return new(
            answer.Expert,
            answer.Status,
            answer.Reason,
            simulation.Probability?.Average(),
            (double)all / truth.Values.Length,
            Share(2),
            Share(1),
            Share(0),
            Overlap.Between(simulation.Mask.Values, truth.Values).Dice
        );
    }
}

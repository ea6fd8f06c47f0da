using System.Text.Json.Serialization;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Deferral.Metrics;

namespace DeferredSeg.Host.Commands.Simulate;

/// <summary>How good one expert's answer is.</summary>
/// <param name="Name">The expert.</param>
/// <param name="ExpectedAccuracy">The mean probability of being right; null where errors are not independent.</param>
/// <param name="Accuracy">The share of pixels that are right.</param>
/// <param name="ForegroundAccuracy">The same within the foreground; null without such pixels.</param>
/// <param name="BoundaryAccuracy">The same within the boundary.</param>
/// <param name="BackgroundAccuracy">The same within the rest.</param>
/// <param name="Dice">Against the truth; two empty masks agree.</param>
internal sealed record SimulatedAccuracy(string Name, [property: JsonPropertyName("expected_accuracy")] double? ExpectedAccuracy, double Accuracy, [property: JsonPropertyName("foreground_accuracy")] double? ForegroundAccuracy, [property: JsonPropertyName("boundary_accuracy")] double? BoundaryAccuracy, [property: JsonPropertyName("background_accuracy")] double? BackgroundAccuracy, double Dice)
{
    public static SimulatedAccuracy Of(string name, MaskInput mask, ExpertSimulation answer)
    {
        var right = new long[3];
        var pixels = new long[3];
        long all = 0;
        for (var i = 0; i < mask.Mask.Length; i++)
        {
            var isRight = answer.Mask.Values[i] == mask.Mask[i];
            if (isRight) all++;
            if (answer.Partition.Length == 0) continue;
            pixels[answer.Partition[i]]++;
            if (isRight) right[answer.Partition[i]]++;
        }
        double? Share(int region) => pixels[region] == 0 ? null : (double)right[region] / pixels[region];
        return new(name, answer.Probability?.Average(), (double)all / mask.Mask.Length, Share(2), Share(1), Share(0), Overlap.Between(answer.Mask.Values, mask.Mask).Dice);
    }
}

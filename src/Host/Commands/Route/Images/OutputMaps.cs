using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Host.Commands.Route.Images;

/// <summary>The maps of one image by the names of their files, the same for pictures and for slices of volumes.</summary>
internal static class OutputMaps
{
    /// <summary>The final masks.</summary>
    public const string System = "system";

    /// <summary>The masks as long as an answer is pending.</summary>
    public const string Provisional = "provisional";

    /// <summary>What stands after a name where there is one map for each class: -class1, -class2, and so on.</summary>
    public static string Suffix(int index, int count) => count == 1 ? "" : FormattableString.Invariant($"-class{index + 1}");

    /// <summary>
    /// Masks and label maps, H x W. Masks hold 0 and 1; where classes exclude each other, one map holds the class of each pixel, 0 the background.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="kind">How classes relate.</param>
    /// <param name="complete">Whether the system's mask is final.</param>
    /// <returns>Name, values, and whether it is a mask of zeros and ones.</returns>
    public static IEnumerable<(string Name, byte[] Values, bool IsMask)> Labels(RoutedImage image, ClassKind kind, bool complete)
    {
        foreach (var one in Masks(complete ? System : Provisional, image.System, kind))
            yield return one;
        foreach (var one in Masks("model", image.Model, kind))
            yield return one;
        var routings = image.Decisions.Count;
        for (var r = 0; r < routings; r++)
            yield return ($"routing{Suffix(r, routings)}", image.Decisions[r], false);
        for (var j = 1; j <= image.Replies.Count; j++)
        {
            for (var r = 0; r < routings; r++)
                yield return (
                    FormattableString.Invariant($"expert-{j}{Suffix(r, routings)}"),
                    Array.ConvertAll(image.Decisions[r], channel => (byte)(channel == j ? 1 : 0)),
                    true
                );
        }
    }

    /// <summary>Probabilities from 0 to 1, H x W.</summary>
    public static IEnumerable<(string Name, float[] Values)> Probabilities(RoutedImage image)
    {
        for (var r = 0; r < image.Deferral.Count; r++)
            yield return ($"deferral{Suffix(r, image.Deferral.Count)}", image.Deferral[r]);
        if (image.Predictor is { } predictor)
            yield return ("predictor", predictor);
    }

    private static IEnumerable<(string Name, byte[] Values, bool IsMask)> Masks(string name, MaskPlanes mask, ClassKind kind)
    {
        if (kind == ClassKind.Exclusive)
        {
            var pixels = mask.Height * mask.Width;
            var labels = new byte[pixels];
            // Of several classes at a pixel, which an expert may say, the lowest.
            for (var k = mask.Classes - 1; k >= 0; k--)
            {
                var plane = mask.Plane(k);
                for (var pixel = 0; pixel < pixels; pixel++)
                    if (plane[pixel] == 1)
                        labels[pixel] = (byte)k;
            }
            yield return (name, labels, false);
            yield break;
        }
        for (var k = 0; k < mask.Classes; k++)
            yield return (name + Suffix(k, mask.Classes), mask.Plane(k).ToArray(), true);
    }
}

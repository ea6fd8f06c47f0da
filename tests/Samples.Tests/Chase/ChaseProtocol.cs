using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Data;
using TorchSharp;

namespace Samples.Tests.Chase;

/// <summary>
/// The published evaluation of wnet_drive on other data sets: crop to the field of view, 512 by 512, probabilities back to the crop, threshold.
/// </summary>
internal static class ChaseProtocol
{
    private const int Size = 512;
    private const double Threshold = 0.4196;

    /// <summary>The network's mask on the image's own grid.</summary>
    public static bool[] Segment(ISegmentorBackbone backbone, ChaseCase image)
    {
        var (top, left, bottom, right) = image.Box();
        var (height, width) = (bottom - top, right - left);
        var probability = Resampling.Resize(
            Probability(
                backbone,
                [
                    .. image.Planes.Select(plane =>
                        Resampling.Resize(Crop(plane, image.Width, top, left, height, width), height, width, Size, Size, ResizeFilter.Bilinear)
                    ),
                ]
            ),
            Size,
            Size,
            height,
            width,
            ResizeFilter.Bicubic
        );
        var mask = new bool[image.Height * image.Width];
        for (var i = 0; i < probability.Length; i++)
        {
            var pixel = (top + i / width) * image.Width + left + i % width;
            mask[pixel] = image.View[pixel] && probability[i] > Threshold;
        }
        return mask;
    }

    /// <summary>Twice the common pixels over the sum of both.</summary>
    public static double Dice(bool[] one, bool[] other) =>
        2.0 * one.Zip(other).Count(pair => pair is (true, true)) / (one.Count(value => value) + other.Count(value => value));

    private static float[] Probability(ISegmentorBackbone backbone, byte[][] planes)
    {
        using var frozen = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var image = torch.tensor(planes.SelectMany(plane => plane).Select(value => value / 255f).ToArray(), [1, 3, Size, Size]);
        using var embedding = backbone.Encode(image, EncodeRequest.None);
        using var output = backbone.Decode(embedding, PromptBatch.None);
        return output.Logits.sigmoid().contiguous().data<float>().ToArray();
    }

    private static byte[] Crop(byte[] plane, int stride, int top, int left, int height, int width) =>
        [.. Enumerable.Range(0, height * width).Select(i => plane[(top + i / width) * stride + left + i % width])];
}

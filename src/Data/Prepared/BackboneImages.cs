using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Data.Datasets;
using static TorchSharp.torch;

namespace DeferredSeg.Data.Prepared;

/// <summary>Images that a backbone prepares itself, <see cref="IntensityRule.Backbone"/>.</summary>
internal static class BackboneImages
{
    /// <summary>Hands a case's own samples to the backbone, in the type that the contract has for its kind of file.</summary>
    /// <param name="backbone">What prepares.</param>
    /// <param name="one">The case.</param>
    /// <param name="values">Its samples after cropping, all finite, <c>[C, CropHeight, CropWidth]</c>.</param>
    /// <param name="place">Where they lie, and the size of the result.</param>
    /// <param name="channels">Channels of the result.</param>
    /// <returns><c>[channels, Height, Width]</c>, row by row.</returns>
    /// <exception cref="DatasetException">The backbone refuses the image.</exception>
    public static float[] Prepare(IImagePreprocessing backbone, DatasetCase one, float[] values, Placement place, int channels)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var image = Samples(values, [one.Channels, place.CropHeight, place.CropWidth], one.FullScale);
        try
        {
            using var prepared = backbone.Preprocess(image, place.Height, place.Width);
            long[] expected = [1, channels, place.Height, place.Width];
            if (!prepared.shape.SequenceEqual(expected))
                throw new InvalidOperationException(
                    $"The backbone prepared '{one.Info.Id}' as [{string.Join(", ", prepared.shape)}]; expected [{string.Join(", ", expected)}]."
                );
            return prepared.contiguous().data<float>().ToArray();
        }
        catch (ArgumentException e)
        {
            throw new DatasetException(
                $"The case '{one.Info.Id}' cannot be prepared: {e.Message} Choose another preparation:intensity than backbone, or mend the image.",
                e
            );
        }
    }

    // What a picture's file holds are whole numbers, which float32 kept exactly.
    private static Tensor Samples(float[] values, long[] shape, int? fullScale) =>
        fullScale switch
        {
            null => tensor(values, shape),
            byte.MaxValue => tensor(Array.ConvertAll(values, value => (byte)value), shape, ScalarType.Byte),
            _ => tensor(Array.ConvertAll(values, value => (int)value), shape, ScalarType.Int32),
        };
}

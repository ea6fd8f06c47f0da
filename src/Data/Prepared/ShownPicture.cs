using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Datasets;

namespace DeferredSeg.Data.Prepared;

/// <summary>A prepared image for a person: 8 bits a sample.</summary>
internal static class ShownPicture
{
    /// <summary>0 to 1 becomes 0 to 255; values beyond, where nothing says what full brightness is, are stretched from the least to the largest.</summary>
    /// <param name="one">The case.</param>
    /// <param name="image">The network's input.</param>
    /// <param name="bright">The same, with 0 to 1 as full brightness where that is known.</param>
    /// <param name="place">Its size.</param>
    public static ImagePlanes Of(DatasetCase one, float[] image, float[] bright, Placement place)
    {
        var (low, high) = (0.0, 1.0);
        if (one.FullScale is null && IntensityStatistics.Of(image) is var range && (range.Minimum < 0 || range.Maximum > 1))
            (low, high) = (range.Minimum, range.Maximum > range.Minimum ? range.Maximum : range.Minimum + 1);
        return new(
            place.Height,
            place.Width,
            one.Channels,
            Array.ConvertAll(bright, value => (byte)Math.Clamp(Math.Round((value - low) / (high - low) * 255), 0, 255))
        );
    }
}

using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace Experts.Synthetic;

/// <summary>An answer about exactly what was asked.</summary>
internal static class AskedRegion
{
    /// <summary>The values within the request's region, 0 outside of it; everywhere where it names none.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="mask">The answer over the whole image; its values are the answer's own from now on.</param>
    public static ExpertAnswer Answer(ExpertRequest request, MaskPlanes mask)
    {
        if (request.Region is { } region)
        {
            for (var plane = 0; plane < mask.Classes; plane++)
            {
                var values = mask.Values.AsSpan(plane * region.Values.Length, region.Values.Length);
                for (var i = 0; i < values.Length; i++) values[i] &= region.Values[i];
            }
        }
        return new ExpertAnswer(mask) { Region = request.Region };
    }

    /// <exception cref="ArgumentException">A mask has another size than the image, or another number of planes than is expected.</exception>
    public static void Expect(string what, MaskPlanes mask, ExpertRequest request, int planes)
    {
        var image = request.Image;
        if ((mask.Classes, mask.Height, mask.Width) != (planes, image.Height, image.Width)) throw new ArgumentException($"The {what} of '{request.Key}' has {mask.Classes} planes of {mask.Height} by {mask.Width} pixels; expected {planes} of {image.Height} by {image.Width}, the image's size.", nameof(request));
    }
}

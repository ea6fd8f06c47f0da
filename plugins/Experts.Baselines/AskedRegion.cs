using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace Experts.Baselines;

/// <summary>An answer about exactly what was asked.</summary>
internal static class AskedRegion
{
    /// <summary>The values within the request's region, 0 outside of it; everywhere where it names none.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="values"><c>[K, H, W]</c>, the answer's own from now on.</param>
    public static ExpertAnswer Answer(ExpertRequest request, byte[] values)
    {
        if (request.Region is { } region)
        {
            Expect("region", region, request, 1);
            for (var i = 0; i < values.Length; i++) values[i] &= region.Values[i % region.Values.Length];
        }
        return new ExpertAnswer(new MaskPlanes(request.Image.Height, request.Image.Width, request.Classes, values)) { Region = request.Region };
    }

    public static void Expect(string what, MaskPlanes mask, ExpertRequest request, int planes)
    {
        var image = request.Image;
        if ((mask.Classes, mask.Height, mask.Width) != (planes, image.Height, image.Width)) throw new ArgumentException($"The {what} of '{request.Key}' has {mask.Classes} planes of {mask.Height} by {mask.Width} pixels; expected {planes} of {image.Height} by {image.Width}, the image's size.", nameof(request));
    }

    public static string Unknown(ExpertTask task, string source) => $"{source} knows {ExpertTask.Annotate} alone; it was asked to {task}.";
}

using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets;

namespace DeferredSeg.Data.Prepared;

/// <summary>Recorded raters' masks, cropped, resized and turned as the images are.</summary>
internal sealed class PreparedRaters(IRaterMasks raters, Func<string, Placement> place, GeometricVariant variant) : IRaterMasks
{
    public IReadOnlyList<string> Raters => raters.Raters;

    public RaterMask Find(string caseId, string rater)
    {
        var left = raters.Find(caseId, rater);
        if (left.Mask is not { } mask)
            return left;
        var at = place(caseId);
        if ((mask.Height, mask.Width) != (at.NativeHeight, at.NativeWidth))
            throw new DatasetException(
                $"The mask of '{rater}' for '{caseId}' is {mask.Height} by {mask.Width} pixels and the image {at.NativeHeight} by {at.NativeWidth}; expected one size. Give masks of the image."
            );
        return RaterMask.Present(Turning.Apply(at.ToPrepared(mask), variant));
    }
}

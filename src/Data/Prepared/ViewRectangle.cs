using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Data.Prompts;

namespace DeferredSeg.Data.Prepared;

/// <summary>The rectangle around a field of view; the whole image where it is empty.</summary>
internal static class ViewRectangle
{
    public static (int Top, int Left, int Height, int Width) Of(MaskPlanes view)
    {
        if (BoxPrompts.Around(view, ClassKind.Multilabel, 0, StableRandom.Of(0)) is not [var left, var top, var right, var bottom])
            return (0, 0, view.Height, view.Width);
        return ((int)top, (int)left, (int)(bottom - top) + 1, (int)(right - left) + 1);
    }
}

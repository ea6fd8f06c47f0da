namespace DeferredSeg.Data.Prepared;

/// <summary>How images are resized. Masks always take the nearest pixel.</summary>
public enum ResizeMethod
{
    /// <summary>A triangle, antialiased when shrinking; see <see cref="DeferredSeg.Data.Resizing.ResizeFilter.Bilinear"/>.</summary>
    Bilinear,

    /// <summary>Keys' cubic, antialiased when shrinking.</summary>
    Bicubic,

    /// <summary>The mean of what a pixel covers.</summary>
    Box,

    /// <summary>The pixel beneath the centre.</summary>
    Nearest,
}

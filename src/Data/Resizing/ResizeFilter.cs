namespace DeferredSeg.Data.Resizing;

/// <summary>
/// How a pixel of the result follows from those around it. When an image shrinks, the filter grows by the same factor, so that every pixel counts.
/// </summary>
public enum ResizeFilter
{
    /// <summary>The mean of the pixels that the result's pixel covers; support 1/2 a pixel to either side.</summary>
    Box,

    /// <summary>A triangle, support 1 pixel to either side.</summary>
    Bilinear,

    /// <summary>The cubic convolution of Keys (1981) with a = -1/2, support 2 pixels to either side. It may overshoot the values around it.</summary>
    Bicubic,
}

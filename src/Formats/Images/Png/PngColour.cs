namespace DeferredSeg.Formats.Images.Png;

/// <summary>PNG's colour types, by the numbers in the file.</summary>
internal enum PngColour
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    Rgba = 6,
}

namespace DeferredSeg.Reporting.Pictures;

/// <summary>A colour of sRGB, each part from 0 to 255.</summary>
/// <param name="Red">Red.</param>
/// <param name="Green">Green.</param>
/// <param name="Blue">Blue.</param>
public readonly record struct RgbColour(byte Red, byte Green, byte Blue)
{
    /// <summary>As HTML writes it, for example <c>#e69f00</c>.</summary>
    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";
}

namespace DeferredSeg.Reporting.Pictures;

/// <summary>The colours of outlines: they mean who drew, whatever the class. Both hues can be told apart by people with any common colour blindness.</summary>
public static class OutlineColours
{
    /// <summary>The truth's: sky blue <c>#56b4e9</c>.</summary>
    public static RgbColour Truth { get; } = new(86, 180, 233);

    /// <summary>The model's or the system's: vermillion <c>#d55e00</c>.</summary>
    public static RgbColour Prediction { get; } = new(213, 94, 0);

    /// <summary>Where both lie on the same pixel: white.</summary>
    public static RgbColour Both { get; } = new(255, 255, 255);
}

namespace DeferredSeg.Reporting.Pictures;

/// <summary>
/// The colours of routing pictures: the palette of Okabe and Ito (Color Universal Design, 2008), which people with any common
/// colour blindness can tell apart. Its black is left out, because it is what medical images are mostly made of.
/// </summary>
public static class RoutingPalette
{
    private static readonly RgbColour[] _experts =
    [
        new(230, 159, 0),
        new(86, 180, 233),
        new(0, 158, 115),
        new(240, 228, 66),
        new(0, 114, 178),
        new(213, 94, 0),
        new(204, 121, 167),
    ];

    /// <summary>What stands for the model where there is no image to show: light grey, <c>#d3d3d3</c>.</summary>
    public static RgbColour Model { get; } = new(211, 211, 211);

    /// <summary>
    /// The colour of an expert: 1 orange <c>#e69f00</c>, 2 sky blue <c>#56b4e9</c>, 3 bluish green <c>#009e73</c>, 4 yellow
    /// <c>#f0e442</c>, 5 blue <c>#0072b2</c>, 6 vermillion <c>#d55e00</c>, 7 reddish purple <c>#cc79a7</c>. Experts 8 to 14 have
    /// the same at half their brightness, 15 to 21 at a third, and so on.
    /// </summary>
    /// <param name="channel">The expert's routing channel, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The channel is below 1.</exception>
    public static RgbColour Expert(long channel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channel, 1);
        var (round, index) = Math.DivRem(channel - 1, _experts.Length);
        var colour = _experts[index];
        var part = 1 + round;
        return new((byte)(colour.Red / part), (byte)(colour.Green / part), (byte)(colour.Blue / part));
    }
}

namespace DeferredSeg.Data.Prepared;

/// <summary>Grey to red, green, blue and back.</summary>
internal static class Channels
{
    /// <summary>Grey is repeated; colour becomes 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).</summary>
    /// <param name="values"><c>[from, H, W]</c>.</param>
    /// <param name="from">1 or 3.</param>
    /// <param name="to">1 or 3.</param>
    public static float[] Convert(float[] values, int from, int to)
    {
        if (from == to)
            return values;
        if (from == 1)
            return [.. values, .. values, .. values];
        var pixels = values.Length / 3;
        var grey = new float[pixels];
        for (var pixel = 0; pixel < pixels; pixel++)
            grey[pixel] = (float)(0.299 * values[pixel] + 0.587 * values[pixels + pixel] + 0.114 * values[2 * pixels + pixel]);
        return grey;
    }
}

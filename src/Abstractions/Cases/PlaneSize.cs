namespace DeferredSeg.Abstractions.Cases;

/// <summary>Whether a number of values is that of some planes.</summary>
internal static class PlaneSize
{
    public static void Check(int planes, int height, int width, int values, string what)
    {
        if (planes < 1 || height < 1 || width < 1)
            throw new ArgumentException($"The {what} would have {planes} planes of {height} by {width} pixels; each must be at least 1.");
        if ((long)planes * height * width != values)
            throw new ArgumentException($"The {what} has {values} values; {planes} planes of {height} by {width} pixels need {(long)planes * height * width}.");
    }
}

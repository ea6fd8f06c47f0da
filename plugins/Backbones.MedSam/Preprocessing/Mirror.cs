namespace Backbones.MedSam.Preprocessing;

/// <summary>The border of scipy.ndimage's mode <c>mirror</c> (skimage's <c>reflect</c>): the outermost sample is not repeated, c b a b c.</summary>
internal static class Mirror
{
    /// <summary>The sample that an index beyond the border stands for.</summary>
    public static int At(int index, int length)
    {
        if (length == 1)
            return 0;
        var period = 2 * length - 2;
        var place = Math.Abs(index) % period;
        return place < length ? place : period - place;
    }
}

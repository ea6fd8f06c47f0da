namespace DeferredSeg.Formats.Images.Jpeg;

/// <summary>
/// The inverse DCT of a block in whole numbers, after Loeffler, Ligtenberg and Moschytz (ICASSP 1989) with 12 products a row: 13 bits of
/// constants, 2 bits kept between the passes. These are the numbers of libjpeg's default method, so that the results are equal.
/// </summary>
internal static class JpegTransform
{
    private const int ConstantBits = 13;
    private const int KeptBits = 2;
    private const int Middle = 128;

    /// <param name="coefficients">64 quantised coefficients, row by row.</param>
    /// <param name="steps">What each is multiplied by.</param>
    /// <param name="samples">The block's first sample; 0 to 255 are written.</param>
    /// <param name="stride">Samples from one row to the next.</param>
    public static void Inverse(ReadOnlySpan<short> coefficients, ReadOnlySpan<ushort> steps, Span<byte> samples, int stride)
    {
        Span<int> values = stackalloc int[64];
        for (int i = 0; i < values.Length; i++)
            values[i] = coefficients[i] * steps[i];
        for (int x = 0; x < 8; x++)
            Pass(values[x..], 8, ConstantBits - KeptBits);
        for (int y = 0; y < 8; y++)
        {
            // Each pass leaves a factor of the square root of 8, together 3 bits.
            Span<int> row = values.Slice(8 * y, 8);
            Pass(row, 1, ConstantBits + KeptBits + 3);
            Span<byte> to = samples.Slice(y * stride, 8);
            for (int x = 0; x < to.Length; x++)
                to[x] = (byte)Math.Clamp(row[x] + Middle, 0, 255);
        }
    }

    /// <summary>Transforms eight values in place: the even ones give sums that are alike at both ends, the odd ones sums that differ in sign.</summary>
    private static void Pass(Span<int> values, int step, int shift)
    {
        int half = 1 << (shift - 1);
        (int c0, int c1, int c2, int c3) = (values[0], values[step], values[2 * step], values[3 * step]);
        (int c4, int c5, int c6, int c7) = (values[4 * step], values[5 * step], values[6 * step], values[7 * step]);
        if ((c1 | c2 | c3 | c4 | c5 | c6 | c7) == 0)
        {
            int flat = ((c0 << ConstantBits) + half) >> shift;
            for (int i = 0; i < 8; i++)
                values[i * step] = flat;
            return;
        }

        int turned = (c2 + c6) * 4433;
        int low = turned - c6 * 15137;
        int high = turned + c2 * 6270;
        int sum = ((c0 + c4) << ConstantBits) + half;
        int difference = ((c0 - c4) << ConstantBits) + half;

        int all = (c7 + c3 + c5 + c1) * 9633;
        int outer = (c7 + c1) * -7373;
        int inner = (c5 + c3) * -20995;
        int first = (c7 + c3) * -16069 + all;
        int second = (c5 + c1) * -3196 + all;
        int odd0 = c1 * 12299 + outer + second;
        int odd1 = c3 * 25172 + inner + first;
        int odd2 = c5 * 16819 + inner + second;
        int odd3 = c7 * 2446 + outer + first;

        values[0] = (sum + high + odd0) >> shift;
        values[7 * step] = (sum + high - odd0) >> shift;
        values[step] = (difference + low + odd1) >> shift;
        values[6 * step] = (difference + low - odd1) >> shift;
        values[2 * step] = (difference - low + odd2) >> shift;
        values[5 * step] = (difference - low - odd2) >> shift;
        values[3 * step] = (sum - high + odd3) >> shift;
        values[4 * step] = (sum - high - odd3) >> shift;
    }
}

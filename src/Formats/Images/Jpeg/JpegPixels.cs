namespace DeferredSeg.Formats.Images.Jpeg;

/// <summary>Puts decoded components together into an image.</summary>
internal static class JpegPixels
{
    private const int FractionBits = 16;
    private const int Half = 1 << (FractionBits - 1);

    /// <summary>Grey, or RGB.</summary>
    public static RasterImage Of(JpegFrame frame, bool isRgb)
    {
        int channels = frame.Components.Length;
        ushort[] samples = new ushort[frame.Height * frame.Width * channels];
        JpegEnlargement[] enlarged = [.. frame.Components.Select(component => new JpegEnlargement(component, frame))];
        for (int y = 0; y < frame.Height; y++)
        {
            Span<ushort> row = samples.AsSpan(y * frame.Width * channels, frame.Width * channels);
            ReadOnlySpan<byte> first = enlarged[0].Row(y);
            if (channels == 1)
                for (int x = 0; x < row.Length; x++)
                    row[x] = first[x];
            else if (isRgb)
                Interleave(first, enlarged[1].Row(y), enlarged[2].Row(y), row);
            else
                ToRgb(first, enlarged[1].Row(y), enlarged[2].Row(y), row);
        }

        return new(frame.Height, frame.Width, channels, 8, samples);
    }

    private static void Interleave(ReadOnlySpan<byte> red, ReadOnlySpan<byte> green, ReadOnlySpan<byte> blue, Span<ushort> row)
    {
        for (int x = 0, to = 0; to < row.Length; x++, to += 3)
            (row[to], row[to + 1], row[to + 2]) = (red[x], green[x], blue[x]);
    }

    /// <summary>ITU-T T.871 (JFIF), 7, with 16 bits of fraction: R = Y + 1.402 Cr, G = Y - 0.34414 Cb - 0.71414 Cr, B = Y + 1.772 Cb.</summary>
    private static void ToRgb(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> blue, ReadOnlySpan<byte> red, Span<ushort> row)
    {
        for (int x = 0, to = 0; to < row.Length; x++, to += 3)
        {
            (int y, int cb, int cr) = (luma[x], blue[x] - 128, red[x] - 128);
            row[to] = Clamped(y + ((91881 * cr + Half) >> FractionBits));
            row[to + 1] = Clamped(y + ((-22554 * cb - 46802 * cr + Half) >> FractionBits));
            row[to + 2] = Clamped(y + ((116130 * cb + Half) >> FractionBits));
        }
    }

    private static ushort Clamped(int value) => (ushort)Math.Clamp(value, 0, 255);
}

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

/// <summary>
/// Rows of a component at the image's width. Where its samples are half as dense along an axis, each new one is three quarters of the
/// nearer and a quarter of the further old one (a triangle), rounded as libjpeg rounds; other ratios repeat samples.
/// </summary>
internal sealed class JpegEnlargement(JpegComponent component, JpegFrame frame)
{
    private readonly int _across = frame.Horizontal / component.Horizontal;
    private readonly int _down = frame.Vertical / component.Vertical;

    // As libjpeg: a row of one or two samples is repeated.
    private readonly bool _smoothAcross = frame.Horizontal == 2 * component.Horizontal && component.Width > 2;
    private readonly int[] _sums = new int[component.Width];
    private readonly byte[] _row = new byte[component.Width * (frame.Horizontal / component.Horizontal)];

    /// <summary>A row of the image, at least as wide as that; valid until the next call.</summary>
    public ReadOnlySpan<byte> Row(int y)
    {
        ReadOnlySpan<byte> near = Stored(y / _down);
        if ((_across, _down) == (1, 1))
            return near;
        // The triangle between rows is used where rows are smooth or as many as in the image.
        bool smoothDown = _down == 2 && (_across == 1 || _smoothAcross);
        ReadOnlySpan<byte> far = smoothDown ? Stored(Math.Clamp(y / 2 + (y % 2 == 0 ? -1 : 1), 0, component.Height - 1)) : near;
        if (_across == 1 && smoothDown)
            for (int x = 0; x < _row.Length; x++)
                _row[x] = (byte)((3 * near[x] + far[x] + 1 + y % 2) >> 2);
        else if (_smoothAcross && smoothDown)
            Smooth(near, far, 3, 8, 7, 4);
        else if (_smoothAcross && _down == 1)
            Smooth(near, near, 0, 1, 2, 2);
        else
            for (int x = 0; x < _row.Length; x++)
                _row[x] = near[x / _across];
        return _row;
    }

    /// <summary>
    /// Doubles a row of <paramref name="weight"/> times near plus far (near alone at weight 0), and divides by 2 to the <paramref name="shift"/>.
    /// </summary>
    private void Smooth(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, int weight, int evenRounding, int oddRounding, int shift)
    {
        int last = _sums.Length - 1;
        for (int x = 0; x <= last; x++)
            _sums[x] = weight * near[x] + far[x];
        for (int x = 0; x <= last; x++)
        {
            int here = 3 * _sums[x];
            _row[2 * x] = (byte)((here + _sums[Math.Max(x - 1, 0)] + evenRounding) >> shift);
            _row[2 * x + 1] = (byte)((here + _sums[Math.Min(x + 1, last)] + oddRounding) >> shift);
        }
    }

    private ReadOnlySpan<byte> Stored(int row) => component.Samples.AsSpan(row * component.Stride, component.Width);
}

/// <summary>What three components mean. The rules are libjpeg's, since the standard leaves it open.</summary>
internal sealed class JpegColour(JpegReader reader)
{
    private bool _isJfif;
    private byte? _adobeTransform;

    /// <summary>Notes the application segments that say something about colour.</summary>
    public void Note(JpegSegment segment)
    {
        if (segment.Marker == JpegMarker.FirstApplication && segment.Content.Length >= 14 && segment.Content.StartsWith("JFIF\0"u8))
            _isJfif = true;
        if (segment.Marker == JpegMarker.Adobe && segment.Content.Length >= 12 && segment.Content.StartsWith("Adobe"u8))
            _adobeTransform = segment.Content[11];
    }

    /// <summary>
    /// Whether the components are RGB: by the Adobe marker's transform 0 where there is no JFIF marker, or, without either marker, by
    /// components that are numbered 'R', 'G', 'B'. Otherwise they are YCbCr.
    /// </summary>
    public bool IsRgb(JpegFrame frame)
    {
        if (_isJfif || frame.Components.Length != 3)
            return false;
        if (_adobeTransform is > 1)
            throw reader.Refuse(frame.Offset, $"an Adobe marker with transform {_adobeTransform} next to three components", "0 (RGB) or 1 (YCbCr)");
        return _adobeTransform is { } transform ? transform == 0 : frame.Components.Select(component => component.Id).SequenceEqual("RGB"u8.ToArray());
    }
}

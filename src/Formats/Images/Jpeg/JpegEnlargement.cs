namespace DeferredSeg.Formats.Images.Jpeg;

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

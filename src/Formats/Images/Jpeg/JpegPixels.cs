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

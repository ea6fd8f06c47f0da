namespace DeferredSeg.Formats.Images;

/// <summary>
/// An image as viewers show it: whole-numbered samples without colour management, laid by its EXIF orientation. Samples are row-major and interleaved,
/// the sample of channel c at row y and column x lies at <c>(y * Width + x) * Channels + c</c>.
/// </summary>
/// <remarks>
/// Samples are <see cref="ushort"/> at either depth, so that whoever reads images needs one path: 0..255 at 8 bits, 0..65535 at
/// 16. The array is not copied, neither here nor by whoever reads it.
/// </remarks>
public sealed class RasterImage
{
    /// <summary>Takes the samples over.</summary>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="channels">1 grey, 2 grey and alpha, 3 RGB, 4 RGBA; alpha is not premultiplied.</param>
    /// <param name="bitDepth">8 or 16.</param>
    /// <param name="samples">height x width x channels values, none above what the depth can hold.</param>
    /// <exception cref="ArgumentException">A size, the depth or the samples do not fit together.</exception>
    public RasterImage(int height, int width, int channels, int bitDepth, ushort[] samples)
    {
        if (height < 1 || width < 1)
            throw new ArgumentException($"an image of {height} x {width} was asked for; expected at least one row and one column", nameof(height));
        if (channels is < 1 or > 4)
            throw new ArgumentException($"an image of {channels} channels was asked for; expected 1 grey, 2 grey and alpha, 3 RGB or 4 RGBA", nameof(channels));
        if (bitDepth is not (8 or 16))
            throw new ArgumentException($"an image of {bitDepth} bits a sample was asked for; expected 8 or 16", nameof(bitDepth));
        if (samples.Length != (Int128)height * width * channels)
            throw new ArgumentException(
                $"an image of {height} x {width} with {channels} channels takes {(Int128)height * width * channels} samples, but {samples.Length} were given",
                nameof(samples)
            );
        if (bitDepth == 8 && samples.AsSpan().IndexOfAnyExceptInRange((ushort)0, (ushort)byte.MaxValue) is >= 0 and int at)
            throw new ArgumentException($"sample {at} is {samples[at]}; expected 0 to 255 at 8 bits a sample", nameof(samples));
        Height = height;
        Width = width;
        Channels = channels;
        BitDepth = bitDepth;
        Samples = samples;
    }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.</summary>
    public int Channels { get; }

    /// <summary>8 or 16 bits a sample.</summary>
    public int BitDepth { get; }

    /// <summary>The largest value that a sample can have: 255 or 65535.</summary>
    public int MaximumSample => (1 << BitDepth) - 1;

    /// <summary>The values, row-major and interleaved. The image's own array.</summary>
    public ushort[] Samples { get; }

    /// <summary>The file's EXIF orientation, 1 to 8, which rows and columns have been laid by; 1 where nothing was to be done.</summary>
    public int Orientation { get; init; } = ExifOrientation.AsStored;

    /// <summary>
    /// Red, green and blue of each colour where the samples are indices into them (<see cref="ImageReadOptions.KeepsIndices"/>); null where samples are
    /// brightness.
    /// </summary>
    public IReadOnlyList<byte>? Palette { get; init; }
}

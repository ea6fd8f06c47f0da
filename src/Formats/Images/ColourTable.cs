namespace DeferredSeg.Formats.Images;

/// <summary>The colours behind the indices of an image, 8 bits each.</summary>
/// <param name="Colours">Red, green and blue of each entry.</param>
internal sealed record ColourTable(byte[] Colours)
{
    /// <summary>How many entries it has.</summary>
    public int Count => Colours.Length / 3;

    /// <summary>Whether all are greys: an image of them is grey, for which some formats have no form of their own.</summary>
    public bool IsGrey { get; } =
        !Enumerable.Range(0, Colours.Length / 3).Any(i => Colours[3 * i] != Colours[3 * i + 1] || Colours[3 * i] != Colours[3 * i + 2]);

    /// <summary>An image of indices in its colours: one channel where all are greys, else three.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="indices">Row by row, each below <see cref="Count"/>.</param>
    public RasterImage Image(int height, int width, ReadOnlySpan<ushort> indices)
    {
        int channels = IsGrey ? 1 : 3;
        ushort[] samples = new ushort[indices.Length * channels];
        for (int i = 0, to = 0; i < indices.Length; i++)
        for (int channel = 0; channel < channels; channel++, to++)
            samples[to] = Colours[3 * indices[i] + channel];
        return new(height, width, channels, 8, samples);
    }
}

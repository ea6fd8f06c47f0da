namespace DeferredSeg.Formats.Images;

/// <summary>What a reader of images may use.</summary>
public sealed record ImageReadOptions
{
    /// <summary>
    /// The samples (height x width x channels) that an image may have at most; one that promises more is refused before memory
    /// is taken for it. Default 2^28, which is 512 MiB of samples: 16384 x 16384 in grey. From 1 to 2^29, so that a row fits into one array.
    /// </summary>
    public int MaximumSamples
    {
        get;
        init =>
            field = value is >= 1 and <= 1 << 29
                ? value
                : throw new ArgumentOutOfRangeException(nameof(value), value, "the most samples of an image lie from 1 to 2^29");
    } = 1 << 28;
}

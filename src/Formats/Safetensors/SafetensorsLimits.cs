namespace DeferredSeg.Formats.Safetensors;

/// <summary>
/// What a header may hold. The first is the format's own limit; the others keep the memory
/// for an opened header in proportion to the file.
/// </summary>
internal static class SafetensorsLimits
{
    public const long HeaderBytes = 100_000_000;
    public const int Tensors = 100_000;
    public const int Rank = 64;
    public const int TextBytes = 1 << 24;
    public const int TotalTextBytes = 1 << 25;
}

namespace DeferredSeg.Formats.Tensors;

/// <summary>The one rule for the memory that a caller offers for a tensor.</summary>
internal static class TensorDestination
{
    public static void Require(string name, long byteCount, ReadOnlySpan<byte> destination)
    {
        if (destination.Length != byteCount)
            throw new ArgumentException($"'{name}' takes {byteCount} bytes, but the destination has {destination.Length}", nameof(destination));
    }
}

namespace DeferredSeg.Formats.PyTorch.Values;

/// <summary>Python bytes or a bytearray.</summary>
public sealed class PickleBytes : PickleValue
{
    internal PickleBytes(byte[] value) => Value = value;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    /// <inheritdoc/>
    public override string Kind => "bytes";
}

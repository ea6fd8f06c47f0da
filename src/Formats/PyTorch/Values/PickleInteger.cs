using System.Numerics;

namespace DeferredSeg.Formats.PyTorch.Values;

/// <summary>A Python int, which has no fixed width.</summary>
public sealed class PickleInteger : PickleValue
{
    internal PickleInteger(BigInteger value) => Value = value;

    /// <summary>The value.</summary>
    public BigInteger Value { get; }

    /// <inheritdoc/>
    public override string Kind => "int";
}

namespace DeferredSeg.Formats.PyTorch.Values;

/// <summary>A Python float, which is a binary64.</summary>
public sealed class PickleFloat : PickleValue
{
    internal PickleFloat(double value) => Value = value;

    /// <summary>The value.</summary>
    public double Value { get; }

    /// <inheritdoc/>
    public override string Kind => "float";
}

namespace DeferredSeg.Formats.PyTorch.Values;

/// <summary>A Python str.</summary>
public sealed class PickleText : PickleValue
{
    internal PickleText(string value) => Value = value;

    /// <summary>The text.</summary>
    public string Value { get; }

    /// <inheritdoc/>
    public override string Kind => "str";
}

namespace DeferredSeg.Formats.PyTorch.Values;

/// <summary>Python's True or False.</summary>
public sealed class PickleBoolean : PickleValue
{
    internal static readonly PickleBoolean True = new(true);
    internal static readonly PickleBoolean False = new(false);

    private PickleBoolean(bool value) => Value = value;

    /// <summary>The value.</summary>
    public bool Value { get; }

    /// <inheritdoc/>
    public override string Kind => "bool";
}

namespace DeferredSeg.Formats.PyTorch.Values;

/// <summary>Python's None.</summary>
public sealed class PickleNone : PickleValue
{
    internal static readonly PickleNone Value = new();

    private PickleNone() { }

    /// <inheritdoc/>
    public override string Kind => "None";
}

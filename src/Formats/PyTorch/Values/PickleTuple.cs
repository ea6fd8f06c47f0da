namespace DeferredSeg.Formats.PyTorch.Values;

/// <summary>A Python tuple; also a <c>torch.Size</c>.</summary>
public sealed class PickleTuple : PickleSequence
{
    private readonly PickleValue[] items;

    internal PickleTuple(long offset, PickleValue[] items)
        : base(offset) => this.items = items;

    /// <inheritdoc/>
    public override IReadOnlyList<PickleValue> Items => items;

    /// <inheritdoc/>
    public override string Kind => "tuple";
}

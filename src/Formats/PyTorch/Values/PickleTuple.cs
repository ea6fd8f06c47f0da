namespace DeferredSeg.Formats.PyTorch.Values;

/// <summary>A Python tuple; also a <c>torch.Size</c>.</summary>
public sealed class PickleTuple : PickleSequence
{
    private readonly PickleValue[] _items;

    internal PickleTuple(long offset, PickleValue[] items)
        : base(offset) => _items = items;

    /// <inheritdoc/>
    public override IReadOnlyList<PickleValue> Items => _items;

    /// <inheritdoc/>
    public override string Kind => "tuple";
}

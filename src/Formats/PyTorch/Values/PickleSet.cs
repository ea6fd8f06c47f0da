namespace DeferredSeg.Formats.PyTorch.Values;

/// <summary>A Python set or frozenset.</summary>
public sealed class PickleSet : PickleSequence
{
    private readonly List<PickleValue> _items;

    internal PickleSet(long offset, IEnumerable<PickleValue> items)
        : base(offset) => _items = [.. items];

    /// <inheritdoc/>
    public override IReadOnlyList<PickleValue> Items => _items;

    /// <inheritdoc/>
    public override string Kind => "set";

    internal void Add(PickleValue item) => _items.Add(item);
}

namespace DeferredSeg.Formats.PyTorch.Values;

/// <summary>A Python list.</summary>
public sealed class PickleList : PickleSequence
{
    private List<PickleValue>? _items;

    internal PickleList(long offset)
        : base(offset) { }

    /// <inheritdoc/>
    public override IReadOnlyList<PickleValue> Items => _items ?? (IReadOnlyList<PickleValue>)[];

    /// <inheritdoc/>
    public override string Kind => "list";

    internal void Add(PickleValue item) => (_items ??= []).Add(item);
}

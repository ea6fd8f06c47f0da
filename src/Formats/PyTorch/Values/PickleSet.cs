namespace DeferredSeg.Formats.PyTorch.Values;

/// <summary>A Python set or frozenset.</summary>
public sealed class PickleSet : PickleSequence
{
    private readonly List<PickleValue> items;

    internal PickleSet(long offset, IEnumerable<PickleValue> items)
        : base(offset) => this.items = [.. items];

    /// <inheritdoc/>
    public override IReadOnlyList<PickleValue> Items => items;

    /// <inheritdoc/>
    public override string Kind => "set";

    internal void Add(PickleValue item) => items.Add(item);
}

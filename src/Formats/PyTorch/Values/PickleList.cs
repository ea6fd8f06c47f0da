namespace DeferredSeg.Formats.PyTorch.Values;

/// <summary>A Python list.</summary>
public sealed class PickleList : PickleSequence
{
    private List<PickleValue>? items;

    internal PickleList(long offset)
        : base(offset)
    {
    }

    /// <inheritdoc/>
    public override IReadOnlyList<PickleValue> Items => items ?? (IReadOnlyList<PickleValue>)[];

    /// <inheritdoc/>
    public override string Kind => "list";

    internal void Add(PickleValue item) => (items ??= []).Add(item);
}

namespace DeferredSeg.Formats.PyTorch.Values;

/// <summary>A list, tuple or set: values in the order of the file.</summary>
public abstract class PickleSequence : PickleContainer
{
    private protected PickleSequence(long offset)
        : base(offset) { }

    /// <summary>The values.</summary>
    public abstract IReadOnlyList<PickleValue> Items { get; }
}

using DeferredSeg.Formats.PyTorch.Values;

namespace DeferredSeg.Formats.PyTorch.Pickle;

/// <summary>Values that the pickle numbers in order to use them again.</summary>
internal sealed class PickleMemo(PickleCursor cursor)
{
    private readonly Dictionary<long, PickleValue> values = [];
    private readonly long most = cursor.Remaining;

    public int Count => values.Count;

    /// <summary>Stores; every entry takes at least a byte of the pickle, so no honest index exceeds its length.</summary>
    public void Put(long index, PickleValue value, long at)
    {
        if (index < 0 || index >= most)
            throw cursor.Refuse(at, $"memo index {index} is out of range: the pickle has only {most} bytes");
        values[index] = value;
    }

    public PickleValue Get(long index, long at) =>
        values.GetValueOrDefault(index) ?? throw cursor.Refuse(at, $"memo index {index} was never stored");
}

using DeferredSeg.Formats.PyTorch.Values;

namespace DeferredSeg.Formats.PyTorch.Pickle;

/// <summary>Values that the pickle numbers in order to use them again.</summary>
internal sealed class PickleMemo(PickleCursor cursor)
{
    private readonly Dictionary<long, PickleValue> _values = [];
    private readonly long _most = cursor.Remaining;

    public int Count => _values.Count;

    /// <summary>Stores; every entry takes at least a byte of the pickle, so no honest index exceeds its length.</summary>
    public void Put(long index, PickleValue value, long at)
    {
        if (index < 0 || index >= _most)
            throw cursor.Refuse(at, $"memo index {index} is out of range: the pickle has only {_most} bytes");
        _values[index] = value;
    }

    public PickleValue Get(long index, long at) => _values.GetValueOrDefault(index) ?? throw cursor.Refuse(at, $"memo index {index} was never stored");
}

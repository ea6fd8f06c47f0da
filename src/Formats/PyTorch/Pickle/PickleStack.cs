namespace DeferredSeg.Formats.PyTorch.Pickle;

/// <summary>The values under construction, and the marks that fence them off.</summary>
internal sealed class PickleStack(PickleCursor cursor)
{
    private readonly List<PickleValue> _values = [];
    private readonly List<int> _marks = [];

    public bool IsEmpty => _values.Count == 0 && _marks.Count == 0;

    /// <summary>How many values lie above the last mark, which are all that may be taken.</summary>
    public int Reachable => _values.Count - (_marks.Count == 0 ? 0 : _marks[^1]);

    public void Push(PickleValue value) => _values.Add(value);

    public void Mark() => _marks.Add(_values.Count);

    public PickleValue Peek(long at)
    {
        Require(1, at);
        return _values[^1];
    }

    public PickleValue Pop(long at)
    {
        PickleValue top = Peek(at);
        _values.RemoveAt(_values.Count - 1);
        return top;
    }

    /// <summary>Takes the topmost values, the deepest first.</summary>
    public PickleValue[] Pop(int count, long at)
    {
        Require(count, at);
        PickleValue[] taken = [.. _values[^count..]];
        _values.RemoveRange(_values.Count - count, count);
        return taken;
    }

    /// <summary>Takes the values above the last mark, and the mark.</summary>
    public PickleValue[] PopToMark(long at)
    {
        if (_marks.Count == 0)
            throw cursor.Refuse(at, "stack underflow: there is no mark to go back to");
        PickleValue[] taken = Pop(Reachable, at);
        _marks.RemoveAt(_marks.Count - 1);
        return taken;
    }

    private void Require(int count, long at)
    {
        if (Reachable < count)
            throw cursor.Refuse(at, $"stack underflow: {count} values are needed, {Reachable} are there");
    }
}

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

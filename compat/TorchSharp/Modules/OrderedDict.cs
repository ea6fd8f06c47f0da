using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TorchSharp.Utils;

/// <summary>A dictionary that remembers the order in which it was filled.</summary>
public class OrderedDict<TKey, TValue> : IEnumerable<(TKey, TValue)> where TKey : notnull
{
    private readonly List<(TKey Key, TValue Value)> _entries = [];
    private readonly Dictionary<TKey, int> _positions = [];

    public int Count => _entries.Count;

    public bool IsReadOnly => false;

    public ICollection<TKey> Keys => [.. _entries.Select(entry => entry.Key)];

    public ICollection<TValue> Values => [.. _entries.Select(entry => entry.Value)];

    public TValue this[TKey key]
    {
        get => _entries[_positions[key]].Value;
        set
        {
            if (_positions.TryGetValue(key, out var position)) _entries[position] = (key, value);
            else Add(key, value);
        }
    }

    public void Add(TKey key, TValue value)
    {
        _positions.Add(key, _entries.Count);
        _entries.Add((key, value));
    }

    public void Add((TKey, TValue) item) => Add(item.Item1, item.Item2);

    public bool ContainsKey(TKey key) => _positions.ContainsKey(key);

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var found = _positions.TryGetValue(key, out var position);
        value = found ? _entries[position].Value : default;
        return found;
    }

    public bool Remove(TKey key)
    {
        if (!_positions.Remove(key, out var position)) return false;
        _entries.RemoveAt(position);
        for (var i = position; i < _entries.Count; i++) _positions[_entries[i].Key] = i;
        return true;
    }

    public void Clear()
    {
        _entries.Clear();
        _positions.Clear();
    }

    public void clear() => Clear();

    public IEnumerable<TKey> keys() => _entries.Select(entry => entry.Key);

    public IEnumerable<TValue> values() => _entries.Select(entry => entry.Value);

    public IEnumerator<(TKey, TValue)> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

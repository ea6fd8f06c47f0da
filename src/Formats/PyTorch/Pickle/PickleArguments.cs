using DeferredSeg.Formats.Errors;
using DeferredSeg.Formats.PyTorch.Values;

namespace DeferredSeg.Formats.PyTorch.Pickle;

/// <summary>The arguments of one call, taken with their types checked.</summary>
internal sealed class PickleArguments(PickleCursor cursor, string function, PickleTuple values, long at)
{
    public int Count => values.Items.Count;

    public void RequireCount(int least, int most)
    {
        if (Count < least || Count > most)
            throw Refuse($"has {Count} arguments, expected {(least == most ? $"{least}" : $"{least} to {most}")}");
    }

    public T Get<T>(int index, string what)
        where T : PickleValue => values.Items[index] as T ?? throw Refuse($"has {values.Items[index].Kind} as its {what}");

    public long Integer(int index, string what) => ToInt64(Get<PickleInteger>(index, what), what);

    /// <summary>A tuple of whole numbers, of at most the 64 dimensions that PyTorch itself allows.</summary>
    public long[] Integers(int index, string what)
    {
        IReadOnlyList<PickleValue> items = Get<PickleSequence>(index, what).Items;
        if (items.Count > 64)
            throw Refuse($"has {items.Count} numbers in its {what}; a tensor has at most 64 dimensions");
        return [.. items.Select(item => item is PickleInteger integer ? ToInt64(integer, what) : throw Refuse($"has {item.Kind} in its {what}"))];
    }

    /// <summary>A tuple among the arguments, taken apart likewise.</summary>
    public PickleArguments Nested(int index, string what) => new(cursor, what, Get<PickleTuple>(index, what), at);

    /// <summary>Hooks would be code; PyTorch always writes an empty dict here.</summary>
    public void RequireNoHooks(int index)
    {
        if (values.Items[index] is not (PickleNone or PickleDictionary { Entries.Count: 0 }))
            throw Refuse($"has backward hooks ({values.Items[index].Kind}); they are not read");
    }

    public WeightFileException Refuse(string reason) => cursor.Refuse(at, $"{function} {reason}");

    private long ToInt64(PickleInteger integer, string what) =>
        integer.Value >= long.MinValue && integer.Value <= long.MaxValue ? (long)integer.Value : throw Refuse($"has a number beyond 64 bits in its {what}");
}

using System.Diagnostics.CodeAnalysis;

namespace DeferredSeg.Formats.PyTorch;

/// <summary>A value that holds others.</summary>
public abstract class PickleContainer : PickleValue
{
    private protected PickleContainer(long offset) => Offset = offset;

    /// <summary>Where the file creates it: the position of the opcode, for messages.</summary>
    internal long Offset { get; }
}

/// <summary>A Python dict, OrderedDict, defaultdict or Counter: pairs in the order of the file.</summary>
public class PickleDictionary : PickleContainer
{
    private List<KeyValuePair<PickleValue, PickleValue>>? _entries;

    internal PickleDictionary(long offset, bool isOrderedDict)
        : base(offset) => IsOrderedDict = isOrderedDict;

    /// <summary>The pairs.</summary>
    public IReadOnlyList<KeyValuePair<PickleValue, PickleValue>> Entries => _entries ?? (IReadOnlyList<KeyValuePair<PickleValue, PickleValue>>)[];

    /// <inheritdoc/>
    public override string Kind => "dict";

    /// <summary>An OrderedDict, which alone may carry attributes (PyTorch's <c>_metadata</c>; they are not kept).</summary>
    internal bool IsOrderedDict { get; }

    /// <summary>Finds the value of a text key; as in Python the last of equal keys wins.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out PickleValue? value)
    {
        value = _entries?.FindLast(pair => pair.Key is PickleText text && text.Value == key).Value;
        return value is not null;
    }

    internal void Add(PickleValue key, PickleValue value) => (_entries ??= []).Add(new(key, value));
}

/// <summary>
/// An object of a class that weights do not need, such as a number of numpy, a path or a program's settings. Nothing was run to make it, and nothing of it
/// is kept but the entries that it has where it is a kind of dict.
/// </summary>
public sealed class PickleObject : PickleDictionary
{
    internal PickleObject(long offset, string kind)
        : base(offset, isOrderedDict: false) => Kind = kind;

    /// <summary>The class by its full name, or what it is called in messages.</summary>
    public override string Kind { get; }
}

/// <summary>A list, tuple or set: values in the order of the file.</summary>
public abstract class PickleSequence : PickleContainer
{
    private protected PickleSequence(long offset)
        : base(offset) { }

    /// <summary>The values.</summary>
    public abstract IReadOnlyList<PickleValue> Items { get; }
}

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

/// <summary>A Python tuple; also a <c>torch.Size</c>.</summary>
public sealed class PickleTuple : PickleSequence
{
    private readonly PickleValue[] _items;

    internal PickleTuple(long offset, PickleValue[] items)
        : base(offset) => _items = items;

    /// <inheritdoc/>
    public override IReadOnlyList<PickleValue> Items => _items;

    /// <inheritdoc/>
    public override string Kind => "tuple";
}

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

using System.Diagnostics.CodeAnalysis;

namespace DeferredSeg.Formats.PyTorch.Values;

/// <summary>A Python dict, OrderedDict or Counter: pairs in the order of the file.</summary>
public sealed class PickleDictionary : PickleContainer
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

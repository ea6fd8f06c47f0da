using DeferredSeg.Formats.Bytes;
using DeferredSeg.Formats.Errors;
using DeferredSeg.Formats.PyTorch.Values;

namespace DeferredSeg.Formats.PyTorch.StateDicts;

/// <summary>Gives every tensor within a value its dotted name.</summary>
internal sealed class StateDictFlattening(ByteSource source)
{
    /// <summary>A few instructions can put one long key into every name; the names of a real file take some 100 characters per tensor.</summary>
    private const long MostNameCharacters = 1 << 23;

    private readonly List<(string Name, PickleTensor Tensor)> _tensors = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<string> _ignored = [];
    private long _nameCharacters;

    public StateDict Result => new(_tensors, _ignored);

    /// <summary>Adds a value; one that holds no tensor becomes a single ignored entry, however large it is.</summary>
    public void Add(string name, PickleValue value)
    {
        int tensorsBefore = _tensors.Count;
        int ignoredBefore = _ignored.Count;
        switch (value)
        {
            case PickleTensor tensor:
                if (!_names.Add(name))
                    throw source.Refuse(null, $"two tensors have the name {Quoted.Text(name)}");
                _tensors.Add((name, tensor));
                return;
            case PickleDictionary dictionary:
                foreach ((PickleValue key, PickleValue item) in dictionary.Entries)
                    Add(Join(name, KeyText(key)), item);
                break;
            case PickleList or PickleTuple:
                IReadOnlyList<PickleValue> items = ((PickleSequence)value).Items;
                for (int i = 0; i < items.Count; i++)
                    Add(Join(name, $"{i}"), items[i]);
                break;
        }

        if (_tensors.Count == tensorsBefore)
            Ignore(name, value, ignoredBefore);
    }

    /// <summary>Notes an entry that is not looked into.</summary>
    public void Ignore(string name, PickleValue value) => Ignore(name, value, _ignored.Count);

    /// <summary>A dictionary's key as a part of a name.</summary>
    public static string KeyText(PickleValue key) =>
        key switch
        {
            PickleText text => text.Value,
            PickleInteger integer => integer.Value.ToString(),
            _ => $"<{key.Kind}>",
        };

    private void Ignore(string name, PickleValue value, int insteadOf)
    {
        _ignored.RemoveRange(insteadOf, _ignored.Count - insteadOf);
        if (name.Length == 0)
            return;
        Spend(name.Length);
        _ignored.Add($"{name} ({value.Kind})");
    }

    private string Join(string path, string name)
    {
        if (path.Length == 0)
            return name;
        Spend(path.Length + 1 + name.Length);
        return $"{path}.{name}";
    }

    private void Spend(int characters)
    {
        _nameCharacters += characters;
        if (_nameCharacters > MostNameCharacters)
            throw source.Refuse(null, $"the names of the file's entries take more than {MostNameCharacters} characters");
    }
}

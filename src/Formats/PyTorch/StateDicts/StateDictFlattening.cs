using DeferredSeg.Formats.Bytes;
using DeferredSeg.Formats.Errors;
using DeferredSeg.Formats.PyTorch.Values;

namespace DeferredSeg.Formats.PyTorch.StateDicts;

/// <summary>Gives every tensor within a value its dotted name.</summary>
internal sealed class StateDictFlattening(ByteSource source)
{
    private readonly List<(string Name, PickleTensor Tensor)> tensors = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly List<string> ignored = [];

    public StateDict Result => new(tensors, ignored);

    /// <summary>Adds a value; one that holds no tensor becomes a single ignored entry, however large it is.</summary>
    public void Add(string name, PickleValue value)
    {
        int tensorsBefore = tensors.Count;
        int ignoredBefore = ignored.Count;
        switch (value)
        {
            case PickleTensor tensor:
                if (!names.Add(name))
                    throw source.Refuse(null, $"two tensors have the name {Quoted.Text(name)}");
                tensors.Add((name, tensor));
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

        if (tensors.Count == tensorsBefore)
            Ignore(name, value, ignoredBefore);
    }

    /// <summary>Notes an entry that is not looked into.</summary>
    public void Ignore(string name, PickleValue value) => Ignore(name, value, ignored.Count);

    private void Ignore(string name, PickleValue value, int insteadOf)
    {
        ignored.RemoveRange(insteadOf, ignored.Count - insteadOf);
        if (name.Length > 0)
            ignored.Add($"{name} ({value.Kind})");
    }

    internal static string KeyText(PickleValue key) => key switch
    {
        PickleText text => text.Value,
        PickleInteger integer => integer.Value.ToString(),
        _ => $"<{key.Kind}>",
    };

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}

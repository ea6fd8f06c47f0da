namespace DeferredSeg.Formats.PyTorch;

/// <summary>The tensors of a saved object under their dotted names, and the names of what else is there.</summary>
/// <param name="Tensors">In the order of the file.</param>
/// <param name="Ignored">Entries without tensors, and entries next to the chosen dictionary; each with its kind.</param>
internal sealed record StateDict(IReadOnlyList<(string Name, PickleTensor Tensor)> Tensors, IReadOnlyList<string> Ignored);

/// <summary>Decides which part of a saved object is the state dict; the rule stands at <see cref="WeightFileOptions.Root"/>.</summary>
internal static class StateDictChoice
{
    private const string BareTensorName = "tensor";

    /// <summary>In the order in which they are tried.</summary>
    private static readonly string[] _wellKnownKeys =
    [
        "state_dict",
        "model_state_dict",
        "model",
        "network_weights",
        "net",
        "network",
        "weights",
        "params",
        "ema",
        "model_ema",
    ];

    public static StateDict Choose(PickleValue root, string? chosen, ByteSource source)
    {
        StateDictFlattening flattening = new(source);
        if (chosen is not null)
            AddBeneath(flattening, root, Find(root, chosen, source));
        else if (root is PickleTensor)
            flattening.Add(BareTensorName, root);
        else if (root is PickleDictionary dictionary && WellKnown(dictionary) is { } wellKnown)
            AddBeneath(flattening, root, wellKnown);
        else
            flattening.Add("", root);
        if (flattening.Result.Tensors.Count == 0 && FirstObject(root) is { } module)
            throw source.Refuse(
                null,
                $"the file holds an object of the class {Quoted.Text(module.Kind)} and no tensor outside of it, such as a whole module, which needs its code; "
                    + "load it with PyTorch and save model.state_dict() instead"
            );
        return flattening.Result;
    }

    /// <summary>Every tensor of the object under its dotted name.</summary>
    public static StateDict Everything(PickleValue root, ByteSource source)
    {
        StateDictFlattening flattening = new(source);
        flattening.Add(root is PickleTensor ? BareTensorName : "", root);
        return flattening.Result;
    }

    private static PickleDictionary? WellKnown(PickleDictionary root) =>
        _wellKnownKeys
            .Select(key => root.TryGet(key, out PickleValue? value) ? value as PickleDictionary : null)
            .FirstOrDefault(value => value is not null && Holds(value, node => node is PickleTensor));

    private static bool Holds(PickleValue value, Func<PickleValue, bool> wanted) =>
        wanted(value)
        || value switch
        {
            PickleDictionary dictionary => dictionary.Entries.Any(entry => Holds(entry.Value, wanted)),
            PickleSequence sequence => sequence.Items.Any(item => Holds(item, wanted)),
            _ => false,
        };

    private static PickleObject? FirstObject(PickleValue value) =>
        value switch
        {
            PickleObject found => found,
            PickleDictionary dictionary => dictionary.Entries.Select(entry => FirstObject(entry.Value)).FirstOrDefault(found => found is not null),
            PickleSequence sequence => sequence.Items.Select(FirstObject).FirstOrDefault(found => found is not null),
            _ => null,
        };

    /// <summary>A key may itself contain dots, so at every level the whole rest of the path is tried as a key first.</summary>
    private static PickleValue Find(PickleValue root, string path, ByteSource source)
    {
        PickleValue at = root;
        for (string rest = path; rest.Length > 0; )
        {
            if (at is not PickleDictionary dictionary)
                throw source.Refuse(null, $"the root {Quoted.Text(path)} leads into {at.Kind}, which has no keys");
            if (dictionary.TryGet(rest, out PickleValue? whole))
                return whole;
            int dot = rest.IndexOf('.');
            string first = dot < 0 ? rest : rest[..dot];
            if (!dictionary.TryGet(first, out PickleValue? next))
                throw source.Refuse(
                    null,
                    $"the root {Quoted.Text(path)} is not there: no key {Quoted.Text(first)}; there are "
                        + $"{Quoted.List([.. dictionary.Entries.Select(entry => StateDictFlattening.KeyText(entry.Key))])}"
                );
            at = next;
            rest = dot < 0 ? "" : rest[(dot + 1)..];
        }

        return at;
    }

    private static void AddBeneath(StateDictFlattening flattening, PickleValue root, PickleValue part)
    {
        flattening.Add(part is PickleTensor ? BareTensorName : "", part);
        if (root is PickleDictionary dictionary)
            foreach ((PickleValue key, PickleValue value) in dictionary.Entries)
                if (!Holds(value, node => ReferenceEquals(node, part)))
                    flattening.Ignore(StateDictFlattening.KeyText(key), value);
    }
}

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
                    if (key is PickleText or PickleInteger)
                        Add(Join(name, KeyText(key)), item);
                    else
                        Ignore(Join(name, KeyText(key)), item);
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

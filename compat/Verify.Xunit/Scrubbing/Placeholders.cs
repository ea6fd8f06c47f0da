namespace VerifyTests.Scrubbing;

/// <summary>Numbers the distinct values of each kind within one verification: <c>Guid_1</c>, <c>DateTime_2</c>.</summary>
internal sealed class Placeholders
{
    private readonly Dictionary<(string Kind, object Value), string> _names = [];
    private readonly Dictionary<string, int> _counts = [];

    /// <summary>The name of a value; the same one for equal values.</summary>
    public string For(string kind, object value)
    {
        if (_names.TryGetValue((kind, value), out var name))
            return name;
        var number = _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        return _names[(kind, value)] = $"{kind}_{number}";
    }

    /// <summary>The name of an identifier; the empty one has a name of its own.</summary>
    public string For(Guid value) => value == Guid.Empty ? "Guid_Empty" : For("Guid", value);
}

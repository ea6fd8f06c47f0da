using System.Text.Json;
using System.Text.RegularExpressions;

namespace DeferredSeg.Host.Plugins.Manifests;

/// <summary>Takes values out of a manifest and collects what is wrong with them.</summary>
internal sealed partial class ManifestReading
{
    private readonly List<string> _problems = [];
    private readonly Dictionary<string, string> _found = [];

    public bool HasProblems => _problems.Count > 0;

    public InvalidManifestException Failure(string path) => new($"{path} is not right: {string.Join("; ", _problems)}.");

    public void Problem(string problem) => _problems.Add(problem);

    public bool IsObject(JsonElement element, string what)
    {
        if (element.ValueKind == JsonValueKind.Object)
            return true;
        _problems.Add($"{what} is {Kind(element)}; expected an object");
        return false;
    }

    public void Known(JsonElement element, string[] keys, string prefix)
    {
        foreach (var property in element.EnumerateObject().Where(property => !keys.Contains(property.Name)))
            _problems.Add($"'{prefix}{ShownText.Of(property.Name)}' is not known; the keys are {string.Join(", ", keys)}");
        foreach (var twice in element.EnumerateObject().GroupBy(property => property.Name).Where(group => group.Count() > 1))
            _problems.Add($"'{prefix}{ShownText.Of(twice.Key)}' is there {twice.Count()} times");
    }

    public string Text(JsonElement element, string key, string prefix)
    {
        if (!element.TryGetProperty(key, out var value))
            _problems.Add($"'{prefix}{key}' is missing");
        else if (value.ValueKind != JsonValueKind.String)
            _problems.Add($"'{prefix}{key}' is {Kind(value)}; expected text");
        else
        {
            _found[prefix + key] = value.GetString()!;
            return value.GetString()!;
        }
        return "";
    }

    public string Name(JsonElement element, string key, string prefix)
    {
        var name = Text(element, key, prefix);
        if (!NameForm().IsMatch(name))
            Wrong<string>(prefix + key, "letters, digits, dots, hyphens and underscores, beginning with a letter, at most 100");
        return name;
    }

    public string? Optional(JsonElement element, string key, string prefix = "")
    {
        if (!element.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind != JsonValueKind.String)
            _problems.Add($"'{prefix}{key}' is {Kind(value)}; expected text");
        else if (value.GetString()!.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
            _problems.Add($"'{prefix}{key}' is \"{ShownText.Of(value.GetString()!)}\", with control characters; expected text for people");
        else
            return value.GetString();
        return null;
    }

    public T? Wrong<T>(string key, string expected)
        where T : class
    {
        // A missing key was told already.
        if (_found.TryGetValue(key, out var found))
            _problems.Add($"'{key}' is \"{ShownText.Of(found)}\"; expected {expected}");
        else if (!_problems.Exists(problem => problem.StartsWith($"'{key}'", StringComparison.Ordinal)))
            _problems.Add($"'{key}' is not right; expected {expected}");
        return null;
    }

    private static string Kind(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Null => "null",
            JsonValueKind.Array => "a list",
            JsonValueKind.Object => "an object",
            JsonValueKind.String => "text",
            JsonValueKind.Number => "a number",
            _ => "true or false",
        };

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();
}

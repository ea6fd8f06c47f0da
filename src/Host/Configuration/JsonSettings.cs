using System.Text;
using System.Text.Json;
using DeferredSeg.Formats;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Configuration;

/// <summary>A JSON file as settings.</summary>
internal static class JsonSettings
{
    /// <exception cref="ConfigurationException">The file is missing, unreadable, or no JSON object.</exception>
    public static IEnumerable<KeyValuePair<string, string?>> Read(string file)
    {
        var path = Path.GetFullPath(file);
        if (Directory.Exists(path))
            throw new ConfigurationException($"{file} is a folder; a JSON file is expected.");
        if (!File.Exists(path))
            throw new ConfigurationException($"{file} is not there; a JSON file is expected{Neighbours(path)}");
        try
        {
            using var text = new MemoryStream(Encoding.UTF8.GetBytes(Utf8Text.Read(path)));
            // Nothing of the dialect's own is a setting.
            return [.. new ConfigurationBuilder().AddJsonStream(text).Build().AsEnumerable().Where(entry => entry.Key != "$schema")];
        }
        catch (TextEncodingException e)
        {
            throw new ConfigurationException(e.Message, e);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or FormatException)
        {
            throw new ConfigurationException(
                $"{file} is not {(e.GetBaseException() is JsonException ? "JSON" : "an object of settings")}: {JsonFault.Of(e.GetBaseException())} "
                    + "Expected is an object such as { \"name\": value, … }.",
                e
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{file} cannot be read: {e.Message}", e);
        }
    }

    private static string Neighbours(string path)
    {
        var folder = Path.GetDirectoryName(path);
        if (!Directory.Exists(folder))
            return $"; its folder {folder} is not there either.";
        var nearest = Abstractions.Options.NearestName.Of(
            Path.GetFileName(path),
            Directory.EnumerateFiles(folder, "*.json").Select(file => Path.GetFileName(file)!)
        );
        return nearest is null ? "." : $"; did you mean {nearest}?";
    }
}

/// <summary>
/// Lists of several files. Configuration by keys would merge them element by element, so that a panel of one expert laid over one of three
/// would leave the other two: a list in a later file takes the earlier one's place instead.
/// </summary>
internal static class ReplacedLists
{
    /// <summary>The files' entries without those of lists that a later file has.</summary>
    public static IReadOnlyList<IReadOnlyList<KeyValuePair<string, string?>>> Of(IReadOnlyList<IEnumerable<KeyValuePair<string, string?>>> files)
    {
        KeyValuePair<string, string?>[][] entries = [.. files.Select(file => file.ToArray())];
        var later = new List<string>();
        for (var file = entries.Length - 1; file >= 0; file--)
        {
            var lists = Lists(entries[file]);
            entries[file] = [.. entries[file].Where(entry => !later.Exists(list => entry.Key.StartsWith(list + ":", StringComparison.OrdinalIgnoreCase)))];
            later.AddRange(lists);
        }
        return entries;
    }

    /// <summary>The keys whose children are counted, and those without any value or child, which an empty list is, and null.</summary>
    private static List<string> Lists(KeyValuePair<string, string?>[] entries)
    {
        var parents = entries
            .SelectMany(entry => entry.Key.Split(':')[..^1].Select((_, i) => string.Join(':', entry.Key.Split(':')[..(i + 1)])))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var counted = entries.Select(entry => entry.Key).Where(key => key.EndsWith(":0", StringComparison.Ordinal)).Select(key => key[..^2]);
        var empty = entries.Where(entry => entry.Value is null or "" && !parents.Contains(entry.Key)).Select(entry => entry.Key);
        return [.. counted.Concat(empty).Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}

/// <summary>
/// Settings of a command line or of the environment, where a whole list may be written as JSON, <c>run:seeds=[1, 2]</c>: it takes an earlier one's
/// place.
/// </summary>
internal sealed class WrittenLists
{
    private readonly List<string> _lists = [];

    /// <exception cref="ConfigurationException">What begins like a list is none of texts, numbers and flags.</exception>
    public WrittenLists(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        List<KeyValuePair<string, string?>> entries = [];
        List<string> values = [];
        foreach (var (key, value) in settings)
        {
            if (value?.TrimStart().StartsWith('[') != true)
            {
                entries.Add(new(key, value));
                values.Add(key);
                continue;
            }
            var elements = Elements(key, value);
            _lists.Add(key);
            entries.AddRange(
                elements.Count == 0
                    ? [new(key, "")]
                    : elements.Select((element, i) => new KeyValuePair<string, string?>(FormattableString.Invariant($"{key}:{i}"), element))
            );
        }
        (Entries, Values) = (entries, values);
    }

    /// <summary>All settings, lists element by element.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Entries { get; }

    /// <summary>The keys that got a value of their own.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>Earlier settings without the elements of these lists.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Without(IReadOnlyList<KeyValuePair<string, string?>> earlier) =>
        _lists.Count == 0 ? earlier : [.. earlier.Where(entry => !_lists.Exists(list => entry.Key.StartsWith(list + ":", StringComparison.OrdinalIgnoreCase)))];

    private static List<string?> Elements(string key, string value)
    {
        try
        {
            using var json = JsonDocument.Parse(value);
            if (json.RootElement.EnumerateArray().All(one => one.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object)))
                return [.. json.RootElement.EnumerateArray().Select(one => one.ToString())];
        }
        catch (JsonException) { }
        throw new ConfigurationException(
            $"{key} is {value}; expected a list of texts in quotes, numbers or flags, such as {key}=[1, 2], or {key}:0=… for each."
        );
    }
}

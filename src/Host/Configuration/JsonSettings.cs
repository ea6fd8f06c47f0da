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

    /// <summary>The keys whose children are counted, and those without any value or child, which an empty list is.</summary>
    private static List<string> Lists(KeyValuePair<string, string?>[] entries)
    {
        var counted = entries.Select(entry => entry.Key).Where(key => key.EndsWith(":0", StringComparison.Ordinal)).Select(key => key[..^2]);
        return [.. counted.Concat(entries.Where(entry => entry.Value is "").Select(entry => entry.Key)).Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}

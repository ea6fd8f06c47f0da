using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Configuration.Layers;

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
            using var text = new MemoryStream(File.ReadAllBytes(path));
            // Nothing of the dialect's own is a setting.
            return [.. new ConfigurationBuilder().AddJsonStream(text).Build().AsEnumerable().Where(entry => entry.Key != "$schema")];
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or FormatException)
        {
            throw new ConfigurationException($"{file} is not JSON: {e.GetBaseException().Message} Expected is an object such as {{ \"name\": value, … }}.", e);
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

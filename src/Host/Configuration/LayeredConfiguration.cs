using System.Collections;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Configuration;

/// <summary>
/// A configuration put together from layers, the later ones winning, that remembers where each value came from: files in their order, then the
/// environment, then the command line. Defaults are below them all, in the settings' own types.
/// </summary>
/// <remarks>A list in a later file takes the place of that in an earlier one; the environment and the command line change single elements.</remarks>
internal sealed class LayeredConfiguration
{
    /// <summary>What an environment variable begins with that sets a value: <c>DEFERREDSEG__backbone__id=UNet</c>.</summary>
    public const string Prefix = "DEFERREDSEG__";

    private readonly IReadOnlyList<ConfigurationLayer> _layers;

    private LayeredConfiguration(IConfigurationRoot root, IReadOnlyList<ConfigurationLayer> layers) => (Root, _layers) = (root, layers);

    /// <summary>The merged values.</summary>
    public IConfigurationRoot Root { get; }

    /// <summary>Whether the environment sets anything.</summary>
    public static bool IsInEnvironment => Environment().Any();

    /// <summary>Reads the layers.</summary>
    /// <param name="files">JSON files; a later one wins.</param>
    /// <param name="settings"><c>a:b=c</c>, from the command line; of one name the last wins.</param>
    /// <param name="environment">Whether the environment has a say.</param>
    /// <param name="without">Sections of the first file that are left out, such as <c>head</c>.</param>
    /// <exception cref="ConfigurationException">A file is missing or no JSON object, or a setting has no value.</exception>
    public static LayeredConfiguration Read(
        IReadOnlyList<string> files,
        IReadOnlyList<string> settings,
        bool environment = true,
        params IReadOnlyList<string> without
    )
    {
        var builder = new ConfigurationBuilder();
        var names = new List<string>();
        var typed = new WrittenLists(CommandLine(settings));
        var around = new WrittenLists(environment ? Environment() : []);
        var read = files.Select((file, i) => i == 0 ? Without(JsonSettings.Read(file), without) : JsonSettings.Read(file));
        foreach (var (file, entries) in files.Zip(ReplacedLists.Of([.. read])))
        {
            builder.AddInMemoryCollection(typed.Without(around.Without(ConfiguredPaths.Of(file, entries))));
            names.Add(file);
        }
        builder.AddInMemoryCollection(typed.Without(around.Entries));
        builder.AddInMemoryCollection(typed.Entries);
        var root = builder.Build();
        RequireElements(root, typed.Values, "--set");
        RequireElements(root, around.Values, "the environment");
        return new(root, [.. root.Providers.Zip([.. names, "environment", "--set"], (provider, name) => new ConfigurationLayer(name, provider))]);
    }

    private static IEnumerable<KeyValuePair<string, string?>> Without(IEnumerable<KeyValuePair<string, string?>> entries, IReadOnlyList<string> sections) =>
        entries.Where(entry =>
            !sections.Any(section =>
                entry.Key.Equals(section, StringComparison.OrdinalIgnoreCase) || entry.Key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase)
            )
        );

    /// <summary>The layer that a value came from.</summary>
    /// <param name="key">A configuration key such as <c>backbone:options:width</c>.</param>
    /// <returns>For example <c>configs/demo.json</c> or <c>--set</c>; null where no layer has it.</returns>
    public string? Origin(string key) => _layers.Reverse().FirstOrDefault(layer => layer.Provider.TryGet(key, out _))?.Name;

    /// <summary>The layer that a whole part came from: the last that has anything in it.</summary>
    /// <param name="key">A configuration key.</param>
    public string? OriginOfPart(string key) =>
        _layers.Reverse().FirstOrDefault(layer => layer.Provider.TryGet(key, out _) || layer.Provider.GetChildKeys([], key).Any())?.Name;

    /// <summary>Refuses a value for what has elements or parts already, which would change nothing.</summary>
    private static void RequireElements(IConfigurationRoot root, IEnumerable<string> keys, string who)
    {
        foreach (var key in keys)
        {
            if (root.GetSection(key).GetChildren().FirstOrDefault() is { } child)
                throw new ConfigurationException(
                    child.Key == "0"
                        ? $"{who} gives {key} a value, and it holds a list, of which a value changes nothing; expected {key}=[…], or {key}:0=… for each."
                        : $"{who} gives {key} a value, and it holds parts, of which a value changes nothing; expected {key}:{child.Key}=… for each."
                );
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> Environment() =>
        System
            .Environment.GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .Select(entry => ((string)entry.Key, (string?)entry.Value))
            .Where(entry => entry.Item1.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            .Select(entry => new KeyValuePair<string, string?>(entry.Item1[Prefix.Length..].Replace("__", ":"), entry.Item2));

    private static IEnumerable<KeyValuePair<string, string?>> CommandLine(IReadOnlyList<string> settings)
    {
        var unclear = settings.Where(setting => setting.IndexOf('=') < 1).ToList();
        if (unclear.Count > 0)
            throw new ConfigurationException(
                $"--set expects name=value, the parts of a nested name joined by colons; found {string.Join(", ", unclear.Select(setting => $"'{setting}'"))}."
            );
        return settings
            .Select(setting => new KeyValuePair<string, string?>(setting[..setting.IndexOf('=')].Trim(), setting[(setting.IndexOf('=') + 1)..]))
            .GroupBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase)
            .Select(same => same.Last());
    }

    /// <summary>One source of settings.</summary>
    /// <param name="Name">What people call it: a file, <c>environment</c>, <c>--set</c>.</param>
    /// <param name="Provider">Its values.</param>
    private sealed record ConfigurationLayer(string Name, IConfigurationProvider Provider);
}

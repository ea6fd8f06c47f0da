using DeferredSeg.Host.Configuration.Layers;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Commands.Forward;

/// <summary>A backbone's options from a file and the command line.</summary>
internal static class ForwardOptions
{
    private const string Section = "backbone:options:";

    private static readonly string[] _ofBackbone = ["id", "options", "weights"];

    /// <summary>Reads the options.</summary>
    /// <param name="file">The options themselves, a <c>backbone</c> section or a whole configuration, of which nothing but the backbone's options is read; null for none.</param>
    /// <param name="settings"><c>name=value</c> or <c>backbone:options:name=value</c>.</param>
    /// <param name="backbone">The backbone that they are for.</param>
    /// <exception cref="ConfigurationException">The file is missing, no JSON object or for another backbone, or a setting has no value or is none of the options.</exception>
    public static IConfiguration Read(string? file, IReadOnlyList<string> settings, string backbone)
    {
        var typed = ConfigurationLayers.Read([], [.. settings.Select(Bare)], environment: false).Root;
        return new ConfigurationBuilder()
            .AddInMemoryCollection(file is null ? [] : OfFile(file, backbone).AsEnumerable(makePathsRelative: true))
            .AddInMemoryCollection(typed.AsEnumerable())
            .Build();
    }

    private static string Bare(string setting)
    {
        if (setting.StartsWith(Section, StringComparison.OrdinalIgnoreCase))
            return setting[Section.Length..];
        if (setting.StartsWith("backbone:", StringComparison.OrdinalIgnoreCase))
            throw new ConfigurationException($"--set {setting} is none of the backbone's options; expected name=value or {Section}name=value.");
        return setting;
    }

    private static IConfiguration OfFile(string file, string backbone)
    {
        IConfiguration root = ConfigurationLayers.Read([file], [], environment: false).Root;
        var names = root.GetChildren().Select(child => child.Key).ToList();
        var isBackbone = names.Count > 0 && names.All(name => _ofBackbone.Contains(name, StringComparer.OrdinalIgnoreCase));
        var section =
            isBackbone ? root
            : root.GetSection("backbone") is { } whole && whole.GetChildren().Any() ? whole
            : null;
        if (section is null)
            return root;
        // A backbone may be named with its plugin, Backbones.UNet/UNet.
        if (section["id"] is { } id && !string.Equals(Last(id), Last(backbone), StringComparison.OrdinalIgnoreCase))
            throw new ConfigurationException($"{file} is for the backbone {id}; --backbone is {backbone}. Name the same one in both.");
        return section.GetSection("options");
    }

    private static string Last(string id) => id[(id.LastIndexOf('/') + 1)..];
}

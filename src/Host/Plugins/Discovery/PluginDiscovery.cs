using DeferredSeg.Host.Plugins.Checks;
using DeferredSeg.Host.Plugins.Manifests;

namespace DeferredSeg.Host.Plugins.Discovery;

/// <summary>Finds and judges the plugins of a folder without loading any code.</summary>
internal static class PluginDiscovery
{
    /// <summary>One plugin for each folder, by name. Hidden folders are passed over.</summary>
    /// <exception cref="PluginException">The folder is not there.</exception>
    public static IReadOnlyList<Plugin> Scan(PluginSettings settings)
    {
        if (!Directory.Exists(settings.Folder))
            throw new PluginException(
                $"The folder of plugins {settings.Folder} is not there. Build the solution, or name the folder of your plugins in "
                    + $"{PluginFolder.Variable} or with --plugins."
            );
        var root = CanonicalPath.Of(settings.Folder);
        return
        [
            .. Directory
                .EnumerateDirectories(root)
                .Where(folder => Path.GetFileName(folder)[0] != '.')
                .Order(StringComparer.Ordinal)
                .Select(folder => Judge(root, folder, settings)),
        ];
    }

    /// <summary>Judges one folder.</summary>
    public static Plugin Judge(string root, string folder, PluginSettings settings)
    {
        var off = settings.Disabled.Contains(Path.GetFileName(folder), StringComparer.OrdinalIgnoreCase)
            ? new Verdict(PluginState.Disabled, "It was switched off by --disable-plugin or the configuration.")
            : null;
        Plugin Refused(PluginState state, string reason, string? mend) => new(folder, settings.CallLimit, off, null, [new(state, reason, mend)]);
        try
        {
            if (CanonicalPath.Of(folder) != folder)
                return Refused(
                    PluginState.Blocked,
                    $"Its folder is a link to {ShownText.Of(CanonicalPath.Of(folder), ShownText.LongSentence)}.",
                    $"Copy it into {root}."
                );
            var files = PluginFiles.Of(folder, out var refusal);
            if (refusal is not null)
                return Refused(PluginState.Blocked, refusal, "Replace it by what it stands for.");
            var manifest = ManifestReader.Read(folder);
            return new(folder, settings.CallLimit, off, manifest, PluginChecks.Run(folder, manifest, files));
        }
        catch (InvalidManifestException e)
        {
            return Refused(PluginState.Failed, e.Message, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refused(
                PluginState.Failed,
                $"It cannot be read: {ShownText.Of(e.Message, ShownText.LongSentence)}",
                "See that the folder and its files may be read."
            );
        }
    }
}

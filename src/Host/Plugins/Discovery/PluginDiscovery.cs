using DeferredSeg.Host.Plugins.Checks;
using DeferredSeg.Host.Plugins.Manifests;

namespace DeferredSeg.Host.Plugins.Discovery;

/// <summary>Finds and judges the plugins of folders without loading any code.</summary>
internal static class PluginDiscovery
{
    /// <summary>
    /// One plugin for each folder below, by name; or the folder itself, where that is a plugin's own. What lies loose beside them stands for a plugin that
    /// failed, so that nobody looks for it in vain. Hidden folders are passed over.
    /// </summary>
    /// <exception cref="PluginException">A folder is not there, or two folders hold a plugin of one id.</exception>
    public static IReadOnlyList<Plugin> Scan(PluginSettings settings)
    {
        List<Plugin> plugins = [.. settings.Folders.SelectMany(folder => Scan(folder, settings)).OrderBy(plugin => plugin.Id, StringComparer.Ordinal)];
        foreach (var same in plugins.Where(plugin => Directory.Exists(plugin.Folder)).GroupBy(plugin => plugin.Id, StringComparer.OrdinalIgnoreCase))
        {
            List<string> places = [.. same.Select(plugin => Path.GetDirectoryName(plugin.Folder)!).Distinct(StringComparer.Ordinal)];
            if (places.Count > 1)
                throw new PluginException(
                    $"The plugin {same.First().ShownId} is there {places.Count} times, in {string.Join(" and in ", places)}; expected one. Remove one of them, or "
                        + $"leave its folder out of --plugins, {PluginFolder.Variable} or $.plugins.folder."
                );
        }
        return plugins;
    }

    private static IEnumerable<Plugin> Scan(string folder, PluginSettings settings)
    {
        if (!Directory.Exists(folder))
            throw new PluginException(
                $"The folder of plugins {folder} is not there. Build the solution, or name the folder of your plugins in "
                    + $"{PluginFolder.Variable} or with --plugins."
            );
        var root = CanonicalPath.Of(folder);
        List<string> below = [.. Directory.EnumerateDirectories(root).Where(one => Path.GetFileName(one)[0] != '.').Order(StringComparer.Ordinal)];
        if (HasManifest(root) && !below.Exists(HasManifest) && Path.GetDirectoryName(root) is { } parent)
            return [Judge(parent, root, settings)];
        return [.. below.Select(one => Judge(root, one, settings)), .. LooseFiles.Of(root, settings)];
    }

    private static bool HasManifest(string folder) => File.Exists(Path.Combine(folder, PluginManifest.FileName));

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

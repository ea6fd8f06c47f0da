using DeferredSeg.Host.Plugins.Discovery;

namespace DeferredSeg.Host.Plugins;

/// <summary>Where plugins are and how they are treated.</summary>
/// <param name="Folders">Folders with one folder for each plugin, or the folder of one plugin alone.</param>
public sealed record PluginSettings(params IReadOnlyList<string> Folders)
{
    /// <summary>Plugins that the user switched off, by id.</summary>
    public IReadOnlyCollection<string> Disabled { get; init; } = [];

    /// <summary>How long one call into a plugin may take; null without a limit.</summary>
    public TimeSpan? CallLimit { get; init; }

    /// <summary>Which plugins run in a process of their own; null where none does.</summary>
    public ProcessSettings? Processes { get; init; }

    /// <summary>The folders, for messages.</summary>
    internal string Place => string.Join(" or ", Folders);
}

/// <summary>Which plugins run in a process of their own.</summary>
/// <param name="Plugins">By id; null means all.</param>
/// <param name="MemoryLimitMegabytes">The memory that each process may have; null: nine tenths of the machine's.</param>
public sealed record ProcessSettings(IReadOnlyCollection<string>? Plugins = null, double? MemoryLimitMegabytes = null)
{
    /// <summary>Whether a plugin does.</summary>
    public bool Has(string plugin) => Plugins is null || Plugins.Contains(plugin, StringComparer.OrdinalIgnoreCase);
}

/// <summary>Where plugins lie: the folder that is built in, and those that somebody adds.</summary>
public static class PluginFolder
{
    /// <summary>The environment variable that adds folders, with the system's path separator between them.</summary>
    public const string Variable = "DEFERREDSEG_PLUGINS";

    /// <summary>All folders: <c>plugins</c> next to the program, else the build's; those of the environment; those that are named.</summary>
    /// <param name="named">Folders, each as an absolute path or one below the working folder; null and empty texts name none.</param>
    /// <returns>Absolute paths, each folder once. The built-in folder is left out where it is not there and others are named.</returns>
    public static IReadOnlyList<string> All(params IEnumerable<string?> named)
    {
        List<string> added = [.. Listed(Environment.GetEnvironmentVariable(Variable)).Concat(named).OfType<string>().Where(one => one.Length > 0)];
        var nextTo = Path.Combine(AppContext.BaseDirectory, "plugins");
        var builtIn = Directory.Exists(nextTo) ? nextTo : Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "plugins");
        return
        [
            .. (Directory.Exists(builtIn) || added.Count == 0 ? added.Prepend(builtIn) : added)
                .Select(one => Path.TrimEndingDirectorySeparator(Path.GetFullPath(one)))
                .DistinctBy(CanonicalPath.Of),
        ];
    }

    /// <summary>The folders that a text names, with the system's path separator between them; a folder may have that in its own name.</summary>
    public static IEnumerable<string> Listed(string? text) =>
        text is null or "" ? []
        : Directory.Exists(text) ? [text]
        : text.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
}

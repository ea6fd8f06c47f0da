using DeferredSeg.Host.Plugins.Manifests;

namespace DeferredSeg.Host.Plugins.Checks;

/// <summary>
/// Every assembly that the entry needs, directly or not, must be shared, the framework's, or in the folder, and be new enough. The loader would
/// fall back silently: to a copy of the plugin's where the host's is too old, to the host's private copy where the folder has none.
/// </summary>
internal static class ReferenceCheck
{
    private static readonly char[] _separators = ['/', '\\', ':', '\0'];

    public static IEnumerable<Verdict> Run(AssemblyFacts entry, IReadOnlyList<AssemblyFacts> assemblies)
    {
        var own = assemblies
            .Where(assembly => assembly.Culture.Length == 0)
            .GroupBy(assembly => assembly.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.MaxBy(assembly => assembly.Version)!, StringComparer.OrdinalIgnoreCase);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { entry.Name };
        var queue = new Queue<AssemblyFacts>([entry]);
        while (queue.TryDequeue(out var assembly))
        {
            foreach (var (name, version) in assembly.References)
            {
                if (name.IndexOfAny(_separators) >= 0)
                {
                    // As a file name it would lead elsewhere.
                    yield return new(
                        PluginState.Blocked,
                        $"{ShownText.Of(assembly.File)} refers to an assembly called '{ShownText.Of(name)}', which is a path.",
                        "Build the plugin again; a compiler does not write such a name."
                    );
                    continue;
                }
                if (HostAssemblies.Shared.TryGetValue(name, out var shared))
                {
                    if (version > shared.GetName().Version)
                        yield return TooOld(
                            assembly,
                            name,
                            version,
                            $"the host shares {shared.GetName().Version}",
                            $"Build the plugin against {name} {shared.GetName().Version}, or use a newer host."
                        );
                    continue;
                }
                if (own.TryGetValue(name, out var found))
                {
                    if (version > found.Version)
                        yield return TooOld(
                            assembly,
                            name,
                            version,
                            $"its folder has {found.Version} ({found.File})",
                            "Build the plugin again and copy its whole output."
                        );
                    if (seen.Add(name))
                        queue.Enqueue(found);
                    continue;
                }
                if (HostAssemblies.IsFramework(name) || !seen.Add(name))
                    continue;
                yield return new(
                    PluginState.Incompatible,
                    $"{ShownText.Of(assembly.File)} needs {ShownText.Of(name)} {version}, "
                        + $"which is not in its folder{(HostAssemblies.IsPrivate(name) ? "; the host has one for itself and does not share it" : "")}.",
                    "Set EnableDynamicLoading in the plugin's project, which puts what it needs into its output, and copy the whole output."
                );
            }
        }
    }

    private static Verdict TooOld(AssemblyFacts assembly, string name, Version needed, string found, string mend) =>
        new(PluginState.Incompatible, $"{assembly.File} needs {name} {needed} or newer; {found}.", mend);
}

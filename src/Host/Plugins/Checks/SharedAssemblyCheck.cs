using DeferredSeg.Host.Plugins.States;

namespace DeferredSeg.Host.Plugins.Checks;

/// <summary>Shared assemblies are the host's: a plugin's own copy would have types of the same names that are not the same types.</summary>
internal static class SharedAssemblyCheck
{
    public static IEnumerable<Verdict> Run(IEnumerable<AssemblyFacts> assemblies)
    {
        foreach (var copy in assemblies.Where(assembly => HostAssemblies.Shared.ContainsKey(assembly.Name)))
        {
            var shared = HostAssemblies.Shared[copy.Name];
            yield return new(
                PluginState.Blocked,
                $"It carries its own {copy.Name} {copy.Version} ({copy.File}); the host shares {shared.GetName().Version} with all plugins.",
                $"Reference {copy.Name} with Private=\"false\" and ExcludeAssets=\"runtime\", build again, and copy the output into an empty folder.");
        }
    }
}

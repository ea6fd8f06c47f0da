using System.Runtime.Loader;
using DeferredSeg.Host.Plugins.States;

namespace DeferredSeg.Host.Plugins.Checks;

/// <summary>Shared assemblies are the host's: a plugin's own copy would have types of the same names that are not the same types.</summary>
internal static class SharedAssemblyCheck
{
    public static IEnumerable<Verdict> Run(string folder, IEnumerable<AssemblyFacts> assemblies)
    {
        foreach (var copy in assemblies.Where(assembly => HostAssemblies.Shared.ContainsKey(assembly.Name)))
        {
            var shared = HostAssemblies.Shared[copy.Name];
            yield return new(
                PluginState.Blocked,
                $"It carries its own {copy.Name} {copy.Version}; the host shares {shared.GetName().Version} with all plugins. The host's: context {AssemblyLoadContext.GetLoadContext(shared)?.Name}, {shared.Location}. The plugin's: context {Path.GetFileName(folder)}, {Path.Combine(folder, copy.File)}. Types of one name would not be the same types.",
                $"Reference {copy.Name} with Private=\"false\" and ExcludeAssets=\"runtime\", build again, and copy the output into an empty folder."
            );
        }
    }
}

using System.Runtime.Loader;
using DeferredSeg.Host.Plugins.Checks;
using DeferredSeg.Host.Plugins.Discovery;
using DeferredSeg.Host.Plugins.States;

namespace DeferredSeg.Host.Plugins.Loading;

/// <summary>What a plugin's context must not hold once it is loaded.</summary>
internal static class ContextCheck
{
    public static IEnumerable<Verdict> Run(AssemblyLoadContext context, string folder)
    {
        foreach (var assembly in context.Assemblies)
        {
            var name = assembly.GetName();
            if (HostAssemblies.Shared.TryGetValue(name.Name!, out var shared))
            {
                yield return new(
                    PluginState.Blocked,
                    $"{name.Name} was loaded twice. The host's: context {AssemblyLoadContext.GetLoadContext(shared)?.Name}, version {shared.GetName().Version}, {shared.Location}. The plugin's: context {context.Name}, version {name.Version}, {assembly.Location}.",
                    $"Reference {name.Name} with Private=\"false\" and ExcludeAssets=\"runtime\", and build against version {shared.GetName().Version}."
                );
            }
            else if (assembly.Location.Length > 0 && !CanonicalPath.IsInside(folder, CanonicalPath.Of(assembly.Location)))
            {
                yield return new(
                    PluginState.Blocked,
                    $"{name.Name} was loaded from {assembly.Location}, outside of {folder}.",
                    "Copy what the plugin needs into its folder."
                );
            }
        }
    }
}

using System.Reflection;
using System.Runtime.Loader;
using DeferredSeg.Abstractions.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TorchSharp;

namespace DeferredSeg.Host.Plugins.Checks;

/// <summary>What the host shares with plugins, and what the framework brings. Everything else is a plugin's own.</summary>
internal static class HostAssemblies
{
    private static readonly string _framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    /// <summary>One type of each assembly that the host shares by choice.</summary>
    public static Type[] SharedTypes { get; } = [typeof(IPlugin), typeof(torch), typeof(IConfiguration), typeof(IServiceCollection)];

    /// <summary>
    /// The shared assemblies by simple name: those of <see cref="SharedTypes"/>, and Microsoft.Extensions.Primitives, whose change tokens
    /// are part of what a configuration is.
    /// </summary>
    public static IReadOnlyDictionary<string, Assembly> Shared { get; } =
        SharedTypes
            .Append(typeof(Microsoft.Extensions.Primitives.IChangeToken))
            .Select(type => type.Assembly)
            .ToDictionary(assembly => assembly.GetName().Name!, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the framework brings an assembly of that name.</summary>
    public static bool IsFramework(string name) => File.Exists(Path.Combine(_framework, name + ".dll"));

    /// <summary>Whether the host has one for itself that it does not share.</summary>
    public static bool IsPrivate(string name) => !Shared.ContainsKey(name) && File.Exists(Path.Combine(AppContext.BaseDirectory, name + ".dll"));

    /// <summary>Copies of shared assemblies in a plugin's folder: a copy would have types of the same names that are not the same types.</summary>
    public static IEnumerable<Verdict> Copies(string folder, IEnumerable<AssemblyFacts> assemblies)
    {
        foreach (var copy in assemblies.Where(assembly => Shared.ContainsKey(assembly.Name)))
        {
            var shared = Shared[copy.Name];
            yield return new(
                PluginState.Blocked,
                $"It carries its own {copy.Name} {copy.Version}; the host shares {shared.GetName().Version} with all plugins. "
                    + $"The host's: context {AssemblyLoadContext.GetLoadContext(shared)?.Name}, {shared.Location}. "
                    + $"The plugin's: context {Path.GetFileName(folder)}, {Path.Combine(folder, copy.File)}. Types of one name would not be the same types.",
                $"Reference {copy.Name} with Private=\"false\" and ExcludeAssets=\"runtime\", build again, and copy the output into an empty folder."
            );
        }
    }
}

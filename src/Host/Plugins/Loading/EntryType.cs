using System.Reflection;
using System.Runtime.Loader;
using DeferredSeg.Abstractions.Plugins;

namespace DeferredSeg.Host.Plugins.Loading;

/// <summary>The one public class of a plugin that implements <see cref="IPlugin"/>.</summary>
internal static class EntryType
{
    /// <exception cref="PluginLoadException">
    /// There is none, there are several, it cannot be made, or it implements another context's interface of that name.
    /// </exception>
    public static Type Find(Assembly assembly)
    {
        // All types at once, so that a missing dependency shows here and not in the middle of a run.
        var types = assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false, IsVisible: true }).ToList();
        var entries = types.FindAll(typeof(IPlugin).IsAssignableFrom);
        if (entries.Count == 1)
        {
            return entries[0].GetConstructor(Type.EmptyTypes) is null
                ? throw new PluginLoadException(
                    new(
                        PluginState.Failed,
                        $"{entries[0].FullName} has no public constructor without parameters.",
                        "Give it one; factories may ask for what they need in theirs."
                    )
                )
                : entries[0];
        }
        if (entries.Count == 0 && types.SelectMany(type => type.GetInterfaces()).FirstOrDefault(IsClash) is { } other)
            throw new PluginLoadException(
                new(
                    PluginState.Blocked,
                    Clash(other),
                    "The plugin must use the host's: reference DeferredSeg.Abstractions with Private=\"false\" and ExcludeAssets=\"runtime\"."
                )
            );
        throw new PluginLoadException(
            new(
                PluginState.Failed,
                $"{assembly.GetName().Name} has {(entries.Count == 0 ? "no" : entries.Count)} public class{(entries.Count == 1 ? "" : "es")} "
                    + $"that implement{(entries.Count == 1 ? "s" : "")} "
                    + $"{nameof(IPlugin)}{(entries.Count == 0 ? "" : ": " + string.Join(", ", entries.Select(type => type.FullName)))}.",
                "A plugin has exactly one."
            )
        );
    }

    private static bool IsClash(Type type) => type.FullName == typeof(IPlugin).FullName && type != typeof(IPlugin);

    private static string Clash(Type other) =>
        $"Its {other.FullName} is not the host's. The host's: context {Where(typeof(IPlugin))}. The plugin's: context {Where(other)}.";

    private static string Where(Type type) =>
        $"{AssemblyLoadContext.GetLoadContext(type.Assembly)?.Name ?? "none"}, version {type.Assembly.GetName().Version}, {type.Assembly.Location}";
}

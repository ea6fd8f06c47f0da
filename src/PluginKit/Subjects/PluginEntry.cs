using System.Reflection;
using DeferredSeg.Abstractions.Plugins;

namespace DeferredSeg.PluginKit.Subjects;

/// <summary>The public classes of an assembly that are plugins.</summary>
internal static class PluginEntry
{
    public static IReadOnlyList<Type> Types(Assembly assembly) =>
        [.. assembly.GetExportedTypes().Where(type => type is { IsClass: true, IsAbstract: false } && typeof(IPlugin).IsAssignableFrom(type))];

    public static IReadOnlyList<string> Names(Assembly assembly) => [.. Types(assembly).Select(type => type.FullName ?? type.Name)];
}

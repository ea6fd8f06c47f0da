using System.Collections;
using System.ComponentModel;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text.Json;

namespace DeferredSeg.Host.Plugins.Unloading;

/// <summary>Caches of the framework that are keyed by type: whoever gave them a plugin's type holds the plugin for good.</summary>
/// <remarks>The caches are private; where one is not found under its name, it is passed over.</remarks>
internal static class CacheHolders
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IReadOnlyList<string> Of(AssemblyLoadContext context)
    {
        var holders = new List<string>();
        if (Keys(Field(Field(JsonSerializerOptions.Default, "_cachingContext"), "_cache")).FirstOrDefault(type => Owner(type) == context) is { } serialised)
            holders.Add($"System.Text.Json, which was given {serialised.FullName}; use source-generated or hand-written JSON in a plugin");
        foreach (var name in (string[])["s_providerTable", "s_defaultProviderInitialized", "s_defaultProviders"])
        {
            if (Keys(typeof(TypeDescriptor).GetField(name, Any)?.GetValue(null)).FirstOrDefault(type => Owner(type) == context) is not { } described)
                continue;
            holders.Add($"TypeDescriptor, which was given {described.FullName}");
            break;
        }
        return holders;
    }

    private static AssemblyLoadContext? Owner(Type type) => AssemblyLoadContext.GetLoadContext(type.Assembly);

    private static object? Field(object? owner, string name) => owner?.GetType().GetField(name, Any)?.GetValue(owner);

    private static IEnumerable<Type> Keys(object? table) =>
        table switch
        {
            IDictionary dictionary => dictionary.Keys.OfType<Type>(),
            IEnumerable entries => entries.Cast<object>().Select(entry => entry.GetType().GetProperty("Key")?.GetValue(entry)).OfType<Type>(),
            _ => [],
        };
}

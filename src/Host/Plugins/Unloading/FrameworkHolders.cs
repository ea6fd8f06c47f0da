using System.Collections;
using System.ComponentModel;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text.Json;

namespace DeferredSeg.Host.Plugins.Unloading;

/// <summary>
/// What the framework itself keeps of a plugin: handlers of process-wide events, which live as long as the process, and caches that are keyed by
/// type, where whoever gave them a plugin's type holds the plugin for good.
/// </summary>
/// <remarks>Lists of handlers and caches are private fields; where one is not found under its name, it is passed over.</remarks>
internal static class FrameworkHolders
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;
    private const BindingFlags Private = BindingFlags.Static | BindingFlags.NonPublic;

    private static readonly (Type Owner, string Field, string Shown)[] _events =
    [
        (typeof(AppContext), "UnhandledException", "AppDomain.UnhandledException"),
        (typeof(AppContext), "FirstChanceException", "AppDomain.FirstChanceException"),
        (typeof(AssemblyLoadContext), "AssemblyLoad", "AppDomain.AssemblyLoad"),
        (typeof(AssemblyLoadContext), "AssemblyResolve", "AppDomain.AssemblyResolve"),
        (typeof(AssemblyLoadContext), "TypeResolve", "AppDomain.TypeResolve"),
        (typeof(AssemblyLoadContext), "ResourceResolve", "AppDomain.ResourceResolve"),
        (typeof(Console), "s_cancelCallbacks", "Console.CancelKeyPress"),
        (typeof(TaskScheduler), "UnobservedTaskException", "TaskScheduler.UnobservedTaskException"),
    ];

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IReadOnlyList<string> Of(AssemblyLoadContext context) => [.. Events(context), .. Caches(context)];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IReadOnlyList<string> Events(AssemblyLoadContext context) =>
        [
            .. _events.SelectMany(one =>
                Handlers(one.Owner.GetField(one.Field, Private)?.GetValue(null) as Delegate, context).Select(handler => $"a handler of {one.Shown}, {handler}")
            ),
            .. Handlers(Instance(AppDomain.CurrentDomain, "ProcessExit"), context).Select(handler => $"a handler of AppDomain.ProcessExit, {handler}"),
            .. ((string[])["_resolving", "_unloading", "_resolvingUnmanagedDll"])
                .SelectMany(field => Handlers(Instance(AssemblyLoadContext.Default, field), context))
                .Select(handler => $"a handler of AssemblyLoadContext.Default, {handler}"),
        ];

    private static Delegate? Instance<T>(T owner, string field) =>
        typeof(T).GetField(field, BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(owner) as Delegate;

    private static IEnumerable<string> Handlers(Delegate? list, AssemblyLoadContext context) =>
        (list?.GetInvocationList() ?? [])
            .Where(handler => AssemblyLoadContext.GetLoadContext(handler.Method.Module.Assembly) == context)
            .Select(handler => $"{handler.Method.DeclaringType?.Name}.{handler.Method.Name}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<string> Caches(AssemblyLoadContext context)
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

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace DeferredSeg.Host.Plugins.Unloading;

/// <summary>Handlers of process-wide events: the event lives as long as the process, and so does who listens.</summary>
/// <remarks>The lists of handlers are private fields of the framework; where one is not found under its name, that event is passed over.</remarks>
internal static class EventHolders
{
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
    public static IReadOnlyList<string> Of(AssemblyLoadContext context) =>
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
}

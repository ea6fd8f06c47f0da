using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace DeferredSeg.Host.Plugins.Unloading;

/// <summary>Timers, threads and tasks in static fields of a plugin: the runtime holds them while they live, and they hold the plugin.</summary>
internal static class StaticHolders
{
    private const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IReadOnlyList<string> Of(AssemblyLoadContext context) =>
        [
            .. context
                .Assemblies.SelectMany(Types)
                .Where(type => !type.ContainsGenericParameters)
                .SelectMany(type => type.GetFields(Statics))
                .Where(IsHolder)
                .Select(Describe)
                .OfType<string>(),
        ];

    private static bool IsHolder(FieldInfo field) =>
        typeof(Timer).IsAssignableFrom(field.FieldType)
        || typeof(System.Timers.Timer).IsAssignableFrom(field.FieldType)
        || typeof(PeriodicTimer).IsAssignableFrom(field.FieldType)
        || typeof(Thread).IsAssignableFrom(field.FieldType)
        || typeof(Task).IsAssignableFrom(field.FieldType)
        || typeof(FileSystemWatcher).IsAssignableFrom(field.FieldType);

    private static string? Describe(FieldInfo field)
    {
        var name = $"{field.DeclaringType!.Name}.{field.Name}";
        return Value(field) switch
        {
            Thread { IsAlive: true } thread => $"the running thread {(thread.Name is null ? "" : $"'{thread.Name}' ")}in {name}",
            Task { IsCompleted: false } => $"the unfinished task in {name}",
            Thread or Task or null => null,
            var value => $"the {value.GetType().Name} in {name}",
        };
    }

    private static object? Value(FieldInfo field)
    {
        try
        {
            return field.GetValue(null);
        }
        catch (Exception e) when (e is TargetInvocationException or TypeInitializationException)
        {
            return null;
        }
    }

    private static IEnumerable<Type> Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            return e.Types.OfType<Type>();
        }
    }
}

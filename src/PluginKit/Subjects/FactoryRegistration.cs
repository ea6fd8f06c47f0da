using System.Reflection;
using DeferredSeg.Abstractions.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace DeferredSeg.PluginKit.Subjects;

/// <summary>The registration of one plugin: its factories and services in a container of their own.</summary>
internal sealed class FactoryRegistration : IPluginRegistration, IDisposable
{
    private readonly ServiceCollection _services = [];
    private readonly List<(CheckKind Kind, Type Type)> _factories = [];
    private ServiceProvider? _provider;

    private FactoryRegistration(PluginEnvironment environment) => _services.AddSingleton(environment);

    /// <summary>The public classes of an assembly that are plugins.</summary>
    public static IReadOnlyList<Type> EntryClasses(Assembly assembly) =>
        [.. assembly.GetExportedTypes().Where(type => type is { IsClass: true, IsAbstract: false } && typeof(IPlugin).IsAssignableFrom(type))];

    /// <summary>What a plugin registers.</summary>
    public static FactoryRegistration Of(IPlugin plugin, PluginEnvironment environment)
    {
        var registration = new FactoryRegistration(environment);
        plugin.Register(registration);
        registration._provider = registration._services.BuildServiceProvider();
        return registration;
    }

    public IReadOnlyList<RegisteredFactory> Registered() => [.. _factories.Select(factory => new RegisteredFactory(factory.Kind, IdOf(Make(factory.Type))))];

    public T Find<T>(CheckKind kind, string id)
        where T : class
    {
        var found = _factories.Where(factory => factory.Kind == kind).Select(factory => Make(factory.Type)).FirstOrDefault(factory => IdOf(factory) == id);
        return found as T
            ?? throw new ArgumentException(
                $"The plugin registered no {kind.ToString().ToLowerInvariant()} '{id}'; it registered {string.Join(", ", Registered().Select(one => one.Id))}.",
                nameof(id)
            );
    }

    public void AddBackbone<TFactory>()
        where TFactory : class, IBackboneFactory => Add<TFactory>(CheckKind.Backbone);

    public void AddBackboneWrapper<TFactory>()
        where TFactory : class, IBackboneWrapperFactory => Add<TFactory>(CheckKind.Wrapper);

    public void AddHead<TFactory>()
        where TFactory : class, IHeadFactory => Add<TFactory>(CheckKind.Head);

    public void AddExpertSource<TFactory>()
        where TFactory : class, IExpertSourceFactory => Add<TFactory>(CheckKind.Expert);

    public void AddService<TService, TImplementation>()
        where TService : class
        where TImplementation : class, TService => _services.AddSingleton<TService, TImplementation>();

    public void Dispose() => _provider?.Dispose();

    private void Add<TFactory>(CheckKind kind)
        where TFactory : class
    {
        _services.AddSingleton<TFactory>();
        _factories.Add((kind, typeof(TFactory)));
    }

    private object Make(Type factory) => _provider!.GetRequiredService(factory);

    private static string IdOf(object factory) =>
        factory switch
        {
            IBackboneFactory backbone => backbone.Id,
            IBackboneWrapperFactory wrapper => wrapper.Id,
            IHeadFactory head => head.Id,
            IExpertSourceFactory expert => expert.Id,
            _ => throw new ArgumentException($"{factory.GetType().Name} is no factory.", nameof(factory)),
        };
}

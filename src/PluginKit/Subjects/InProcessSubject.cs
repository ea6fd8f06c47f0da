using DeferredSeg.Abstractions.Plugins;

namespace DeferredSeg.PluginKit.Subjects;

/// <summary>A plugin whose class is at hand, as in its author's own tests. It is not isolated, so that unloading proves nothing.</summary>
public sealed class InProcessSubject : IPluginSubject
{
    private readonly IPlugin _plugin;
    private readonly Lazy<FactoryRegistration> _registration;
    private readonly Lazy<IReadOnlyList<DeclaredContribution>> _declared;

    /// <summary>Takes a plugin.</summary>
    /// <param name="plugin">The plugin; it stays the caller's.</param>
    /// <param name="manifest">The path of its <c>plugin.json</c>; null where what it registers is taken as what it declares.</param>
    /// <param name="options">The options with which contributions are checked, by id; null or missing for the plugin's defaults.</param>
    public InProcessSubject(IPlugin plugin, string? manifest = null, IReadOnlyDictionary<string, IConfiguration>? options = null)
    {
        _plugin = plugin;
        var read = manifest is null ? null : PluginJson.Read(manifest, options);
        var assembly = plugin.GetType().Assembly;
        Id = read?.Id ?? assembly.GetName().Name ?? plugin.GetType().Name;
        var environment = new PluginEnvironment(
            Id,
            read?.Version ?? assembly.GetName().Version?.ToString(3) ?? "",
            manifest is null ? AppContext.BaseDirectory : Path.GetDirectoryName(Path.GetFullPath(manifest))!
        );
        _registration = new(() => FactoryRegistration.Of(plugin, environment));
        _declared = new(() =>
            read?.Contributions
            ??
            [
                .. Registered.Select(one => new DeclaredContribution(one.Kind, one.Id)
                {
                    Options = options?.GetValueOrDefault(one.Id) ?? DeclaredContribution.NoOptions,
                }),
            ]
        );
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    /// <remarks>Without a manifest these are the registered factories, and the plugin is asked for them.</remarks>
    public IReadOnlyList<DeclaredContribution> Declared => _declared.Value;

    /// <inheritdoc/>
    public IReadOnlyList<RegisteredFactory> Registered => _registration.Value.Registered();

    /// <inheritdoc/>
    public IReadOnlyList<string> EntryClasses => [.. FactoryRegistration.EntryClasses(_plugin.GetType().Assembly).Select(type => type.FullName ?? type.Name)];

    /// <inheritdoc/>
    public IBackboneFactory Backbone(string id) => _registration.Value.Find<IBackboneFactory>(CheckKind.Backbone, id);

    /// <inheritdoc/>
    public IBackboneWrapperFactory Wrapper(string id) => _registration.Value.Find<IBackboneWrapperFactory>(CheckKind.Wrapper, id);

    /// <inheritdoc/>
    public IHeadFactory Head(string id) => _registration.Value.Find<IHeadFactory>(CheckKind.Head, id);

    /// <inheritdoc/>
    public IExpertSourceFactory ExpertSource(string id) => _registration.Value.Find<IExpertSourceFactory>(CheckKind.Expert, id);

    /// <inheritdoc/>
    public UnloadResult Unload(int collections) =>
        new(CheckOutcome.NotApplicable, $"the plugin was not loaded in a context of its own; check its folder with {nameof(FolderSubject)}");

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_registration.IsValueCreated)
            _registration.Value.Dispose();
    }
}

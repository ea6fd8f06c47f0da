using System.Runtime.CompilerServices;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Host.Plugins.Loading;
using DeferredSeg.Host.Plugins.Manifests;
using DeferredSeg.Host.Plugins.Unloading;
using DeferredSeg.PluginKit;
using DeferredSeg.PluginKit.Subjects;
using DeferredSeg.Schema;
using Microsoft.Extensions.Configuration;
using KitContribution = DeferredSeg.PluginKit.Subjects.DeclaredContribution;

namespace DeferredSeg.Host.Commands.Plugins;

/// <summary>A plugin under examination, loaded as the host loads plugins, but called without guards.</summary>
internal sealed class IsolatedSubject(string folder, Host.Plugins.Manifests.PluginManifest manifest, IConfiguration options) : IPluginSubject
{
    private LoadedPlugin? _loaded;

    public string Id => manifest.Id;

    public IReadOnlyList<KitContribution> Declared { get; } =
    [
        .. manifest.Contributions.Select(one => new KitContribution(Kind(one.Kind), one.Id)
        {
            Options = options.GetSection(one.Id),
            OptionsSchema = one.Options is null ? null : SchemaJson.ToText(one.Options),
        }),
    ];

    public IReadOnlyList<RegisteredFactory> Registered => [.. Loaded().Factories.Names.Select(name => new RegisteredFactory(Kind(name.Kind), name.Id))];

    public IReadOnlyList<string> EntryClasses => Loaded().EntryClasses;

    public IBackboneFactory Backbone(string id) => Find(Loaded().Factories.Backbones, factory => factory.Id == id, id);

    public IHeadFactory Head(string id) => Find(Loaded().Factories.Heads, factory => factory.Id == id, id);

    public IExpertSourceFactory ExpertSource(string id) => Find(Loaded().Factories.Experts, factory => factory.Id == id, id);

    public UnloadResult Unload(int collections)
    {
        if (_loaded is null)
            return new(CheckOutcome.NotApplicable, "it was not loaded");
        var context = Release();
        return UnloadProof.IsGone(context) ? new(CheckOutcome.Passed, null) : new(CheckOutcome.Failed, HolderSearch.Describe(context, Id, null).TrimEnd('.'));
    }

    public void Dispose()
    {
        if (_loaded is not null)
            Release();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Release()
    {
        var context = new WeakReference(_loaded!.Context, trackResurrection: true);
        _loaded.Dispose();
        _loaded = null;
        return context;
    }

    private LoadedPlugin Loaded() => _loaded ??= LoadedPlugin.Load(folder, manifest);

    private T Find<T>(IReadOnlyList<T> factories, Func<T, bool> isWanted, string id) =>
        factories.FirstOrDefault(isWanted) ?? throw new ArgumentException($"{Id} registered no '{id}'.", nameof(id));

    private static CheckKind Kind(ContributionKind kind) =>
        kind switch
        {
            ContributionKind.Backbone => CheckKind.Backbone,
            ContributionKind.Head => CheckKind.Head,
            _ => CheckKind.Expert,
        };
}

using System.Runtime.CompilerServices;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Engine.Training;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using DeferredSeg.Host.Plugins.Processes;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>A plugin's backbone whose every call is guarded: a fault names plugin, call and case and quarantines the plugin.</summary>
/// <remarks>
/// The plugin gets aliases of what is passed in: disposing one leaves the caller's tensor alive. Results belong to the caller and to no dispose scope.
/// </remarks>
public class GuardedBackbone : ISegmentorBackbone
{
    private readonly PluginGuard _guard;
    private readonly torch.Device _device;
    private readonly BackboneCheck _check;
    private readonly ConditionalWeakTable<Embedding, long[]> _sizes = [];
    private readonly IReadOnlyList<GuardedBackbone> _wrapped;
    private GuardedBackbone? _around;
    private ISegmentorBackbone? _inner;
    private bool _hasTrainedWeights;

    internal GuardedBackbone(PluginGuard guard, ISegmentorBackbone inner, string id, torch.Device device, IReadOnlyList<GuardedBackbone>? wrapped = null)
    {
        _guard = guard;
        _wrapped = wrapped ?? [];
        _hasTrainedWeights = _wrapped.Any(backbone => backbone.HasTrainedWeights);
        foreach (var backbone in _wrapped)
            backbone._around = this;
        _inner = inner;
        _device = device;
        Description = guard.Call(
            "Describe",
            _ => inner.Describe(),
            description => BackboneCheck.Description(description, id, Ability<INativeRouting>() is not null)
        );
        _check = new(Description, device);
    }

    /// <summary>What <see cref="Describe"/> returned when the backbone was made.</summary>
    public BackboneDescription Description { get; }

    /// <summary>The plugin that brings it.</summary>
    public string Plugin => _guard.Plugin;

    /// <summary>
    /// Whether its weights were trained or loaded. What is not finite then is the weights' fault and the caller's to tell; of fresh weights it is the plugin's.
    /// </summary>
    public bool HasTrainedWeights
    {
        get => _hasTrainedWeights;
        set
        {
            _hasTrainedWeights = value;
            foreach (var backbone in _wrapped)
                backbone.HasTrainedWeights = value;
        }
    }

    /// <summary>Whether it runs in a process of its plugin's own: then its network is not here, and it cannot be trained.</summary>
    public bool IsElsewhere => Inner is RemoteBackbone;

    /// <summary>Whether its network has parameters, in this process or in another.</summary>
    public bool HasModule => Inner is ITrainableBackbone or RemoteBackbone { HasModule: true };

    /// <summary>Fills its network from a file that training wrote, and puts it into evaluation mode.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WeightFileException">The file is damaged, or belongs to another network.</exception>
    public void LoadModule(string path)
    {
        if (Inner is RemoteBackbone remote)
        {
            _guard.Call("Module", () => remote.LoadModule(path), refusal: RemoteFailure.IsTold, makes: true);
            return;
        }
        var module = ((ITrainableBackbone)Inner).Module;
        ModuleWeights.LoadFile(module, path);
        module.eval();
    }

    /// <summary>Fills it in its own process with the weights of files; see <see cref="Commands.BackboneWeights"/>.</summary>
    internal void LoadElsewhere(IReadOnlyList<string> paths, string? root, bool around)
    {
        var remote = (RemoteBackbone)Inner;
        _guard.Call("Weights", () => remote.LoadWeights(paths, root, around), refusal: RemoteFailure.IsTold, makes: true);
    }

    /// <summary>Whether it takes weights in its own process.</summary>
    internal bool TakesWeightsElsewhere => Inner is RemoteBackbone { TakesWeights: true };

    /// <summary>One of the contract's optional interfaces; null where the plugin does not offer it.</summary>
    internal T? Ability<T>()
        where T : class => Inner is RemoteBackbone remote ? remote.Ability<T>() : Inner as T;

    /// <summary>The plugin's own object, or what stands for it where that is in another process; throws once it was freed.</summary>
    internal ISegmentorBackbone Inner =>
        _inner ?? throw new ObjectDisposedException(Description.Id, $"The backbone {Description.Id} was disposed, or its plugin {Plugin} was unloaded.");

    /// <inheritdoc/>
    public BackboneDescription Describe() => Description;

    /// <summary>Computes what does not depend on prompts; see <see cref="ISegmentorBackbone.Encode"/>.</summary>
    /// <exception cref="ArgumentException">The images break the backbone's input rule; the plugin is not called.</exception>
    /// <exception cref="PluginCallException">The call went wrong.</exception>
    public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        var inner = Inner;
        Description.Input.Check(images);
        var embedding = _guard.Call(
            "Encode",
            stop => Detached.From(inner.Encode(images.alias(), request, stop)),
            result => _check.Embedding(result, images, request, IsFinal),
            static result => result?.Dispose(),
            cancellation
        );
        _sizes.AddOrUpdate(embedding, images.shape[2..]);
        return embedding;
    }

    /// <summary>Computes logits from an embedding; see <see cref="ISegmentorBackbone.Decode"/>.</summary>
    /// <exception cref="ArgumentException">
    /// A prompt is of a kind that the backbone does not take, or names an image that is not there, and the plugin is not called; or the plugin refuses
    /// a prompt's shape or value.
    /// </exception>
    /// <exception cref="PluginCallException">The call went wrong.</exception>
    public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        var inner = Inner;
        var count = Count(embedding, prompts);
        return Prompted(
            "Decode",
            prompts,
            stop => Detached.From(inner.Decode(Detached.Aliases(embedding), Detached.Aliases(prompts), stop)),
            output => Check(output, embedding, prompts, count),
            cancellation
        );
    }

    /// <summary>The decoder's steps one by one; null where the backbone does not offer them.</summary>
    public IPromptableDecoder? PromptableDecoder => Ability<IPromptableDecoder>() is { } decoder ? new GuardedPromptableDecoder(this, decoder, _device) : null;

    /// <summary>Adds native routing channels; see <see cref="INativeRouting"/>.</summary>
    /// <exception cref="InvalidOperationException">The backbone does not route natively.</exception>
    /// <exception cref="PluginCallException">The call went wrong.</exception>
    public void AddRoutingChannels(int experts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(experts, 1);
        var routing = Ability<INativeRouting>() ?? throw new InvalidOperationException($"The backbone {Description.Id} does not route natively.");
        _guard.Call("AddRoutingChannels", () => routing.AddRoutingChannels(experts), makes: true);
        RoutingChannels = experts + 1;
    }

    /// <summary>The plugin's own preparation of images; null where the host prepares them alone.</summary>
    public IImagePreprocessing? ImagePreprocessing => Ability<IImagePreprocessing>() is not null ? new GuardedImagePreprocessing(_guard, this) : null;

    /// <summary>Conversations with the network about one target; null where it holds none.</summary>
    internal GuardedConversation? Conversation => Ability<IInteractiveBackbone>() is not null ? new GuardedConversation(_guard, this, _device) : null;

    /// <summary>The updates of the network's own objective; null where the network has none. See <see cref="IOwnObjective"/>.</summary>
    public OwnObjective? Objective => Inner is IOwnObjective own ? new GuardedObjective(_guard, own).Run : null;

    /// <summary>The plugin's own preparation of whole cases; null where the host prepares them.</summary>
    public ICasePreparation? CasePreparation => Ability<ICasePreparation>() is not null ? new GuardedCasePreparation(_guard, this) : null;

    /// <summary>The network inside that prepares whole cases where what is around it does not; null where there is none.</summary>
    public string? HiddenCasePreparation =>
        CasePreparation is not null
            ? null
            : _wrapped
                .Select(inner => inner.CasePreparation is not null ? inner.Description.Id : inner.HiddenCasePreparation)
                .FirstOrDefault(id => id is not null);

    /// <summary>How whole cases are cut into tiles; null where the backbone does not say.</summary>
    /// <exception cref="PluginCallException">The call went wrong.</exception>
    public TileRule? Tiles =>
        Ability<ITiling>() is not { } tiling ? null : _guard.Call("Tiles", _ => tiling.Tiles, rule => BackboneCheck.Tiles(rule, Description.Input.SpatialAxes));

    /// <summary>The plugin's own way to take weights; null where the host fills the module.</summary>
    public IWeightImport? WeightImport => Ability<IWeightImport>() is { } import ? new GuardedWeightImport(_guard, import) : null;

    /// <summary>Frees the plugin's backbone, which serves in another process now; what it says of itself stays.</summary>
    internal void Leave()
    {
        if (_inner is RemoteBackbone remote)
            remote.Leave();
    }

    /// <summary>Frees the plugin's backbone, and then those that it is put around. Can be called twice.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _inner, null) is { } inner)
            _guard.Free(inner);
        foreach (var backbone in _wrapped)
            backbone.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A network in training may diverge, and so may what is inside of it; that is the trainer's to judge.</summary>
    internal virtual bool IsFinal => !HasTrainedWeights && _around?.IsFinal != false;

    /// <summary>The number of results that prompts ask for.</summary>
    /// <exception cref="ArgumentException">A prompt is of a kind that the backbone does not take, or names an image that is not there.</exception>
    internal int Count(Embedding embedding, PromptBatch prompts)
    {
        if ((prompts.Kinds & ~Description.Prompts) is var other and not 0)
            throw new ArgumentException(
                $"The backbone {Description.Id} takes "
                    + $"{(Description.Prompts == PromptKinds.None ? "no prompts" : $"{Description.Prompts} as prompts")}; found {other}.",
                nameof(prompts)
            );
        return prompts.Count((int)embedding[embedding.Names[0]].shape[0]);
    }

    /// <summary>A call about prompts. The plugin may refuse them: only it knows the size of its mask prompts, for example.</summary>
    internal T Prompted<T>(string call, PromptBatch prompts, Func<CancellationToken, T> body, Action<T> check, CancellationToken cancellation)
        where T : IDisposable
    {
        try
        {
            return _guard.Call(
                call,
                body,
                check,
                static result => result?.Dispose(),
                cancellation,
                refusal: e => prompts.Kinds != PromptKinds.None && e.GetType() == typeof(ArgumentException)
            );
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"The backbone {Description.Id} refuses the prompts: {e.Message}", e);
        }
    }

    /// <exception cref="PluginFaultException">A tensor is missing or not what was described.</exception>
    internal void Check(SegmentationOutput output, Embedding embedding, PromptBatch prompts, int count) =>
        _check.Output(output, count, _sizes.TryGetValue(embedding, out var sizes) ? sizes : null, RoutingChannels, prompts.AllHypotheses, IsFinal);

    private int RoutingChannels { get; set; }
}

using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.Host.Plugins.Processes.Worker;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Plugins.Processes;

/// <summary>The optional interfaces of a backbone in another process, those that inference uses.</summary>
internal sealed class RemoteAbilities(RemoteBackbone backbone, StepResult made)
{
    /// <summary>One of them; null where the network does not have it.</summary>
    public T? Of<T>()
        where T : class =>
        made.Abilities.Contains(typeof(T).Name)
            ? typeof(T) switch
            {
                var type when type == typeof(IPromptableDecoder) => new Decoder(backbone) as T,
                var type when type == typeof(IImagePreprocessing) => new Preprocessing(backbone) as T,
                var type when type == typeof(ICasePreparation) => new Preparation(backbone) as T,
                var type when type == typeof(ITiling) => new Tiling(made.Tiles!) as T,
                var type when type == typeof(IInteractiveBackbone) => new RemoteConversations(backbone) as T,
                var type when type == typeof(INativeRouting) => new Routing(backbone) as T,
                _ => null,
            }
            : null;

    private sealed class Tiling(TileRule tiles) : ITiling
    {
        public TileRule Tiles { get; } = tiles;
    }

    private sealed class Routing(RemoteBackbone backbone) : INativeRouting
    {
        public void AddRoutingChannels(int experts) => backbone.AddRoutingChannels(experts);
    }

    private sealed class Decoder(RemoteBackbone backbone) : IPromptableDecoder
    {
        public PromptTokens EncodePrompts(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) =>
            backbone.Call(
                "EncodePrompts",
                new Cargo().Add(embedding).Add(prompts),
                PluginWire.Write(PromptWire.Of(prompts)),
                static delivery => delivery.PromptTokens(),
                cancellation
            )!;

        public MixedTokens Mix(Embedding embedding, PromptBatch prompts, PromptTokens tokens, CancellationToken cancellation = default) =>
            backbone.Call(
                "Mix",
                new Cargo().Add(embedding).Add(prompts).Add(tokens),
                PluginWire.Write(PromptWire.Of(prompts)),
                static delivery => delivery.MixedTokens(),
                cancellation
            )!;

        public SegmentationOutput Project(Embedding embedding, PromptBatch prompts, MixedTokens mixed, CancellationToken cancellation = default) =>
            backbone.Call(
                "Project",
                new Cargo().Add(embedding).Add(prompts).Add(mixed),
                PluginWire.Write(PromptWire.Of(prompts)),
                static delivery => delivery.Segmentation(),
                cancellation
            )!;
    }

    private sealed class Preprocessing(RemoteBackbone backbone) : IImagePreprocessing
    {
        public Tensor Preprocess(Tensor image, int height, int width) =>
            backbone.Call(
                "Preprocess",
                new Cargo().Add("image", image),
                PluginWire.Write(new[] { height, width }),
                static delivery => delivery.Tensor("prepared")!
            )!;
    }

    private sealed class Preparation(RemoteBackbone backbone) : ICasePreparation
    {
        public PreparedVolume Prepare(CaseVolume image, CancellationToken cancellation = default) =>
            backbone.Call<int, PreparedVolume>(
                "Prepare",
                new Cargo().Add("case", image.Values),
                PluginWire.Write(new CaseWire([.. image.Spacing], image.Affine?.ToArray())),
                (delivery, token) => new(delivery.Tensor("prepared")!, new RemoteToken(backbone, token)),
                cancellation
            )!;

        public Tensor Restore(Tensor maps, object token, IReadOnlyList<float> outside, CancellationToken cancellation = default) =>
            backbone.Call(
                "Restore",
                new Cargo().Add("maps", maps),
                PluginWire.Write(new RestoreWire(((RemoteToken)token).Number, [.. outside])),
                static delivery => delivery.Tensor("restored")!,
                cancellation
            )!;
    }
}

/// <summary>What a plugin's process keeps under a number until nobody here has it any more.</summary>
/// <param name="backbone">The backbone that keeps it.</param>
/// <param name="number">The number.</param>
internal sealed class RemoteToken(RemoteBackbone backbone, int number)
{
    private readonly int _generation = backbone.Generation;

    ~RemoteToken() => backbone.Forget(_generation, number);

    /// <summary>The number.</summary>
    /// <exception cref="PluginFaultException">The process that kept it has ended.</exception>
    public int Number =>
        backbone.Generation == _generation ? number : throw new PluginFaultException("its process ended since, and what it kept of the case with it.");
}

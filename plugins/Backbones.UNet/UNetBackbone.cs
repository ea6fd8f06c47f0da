using System.Globalization;
using DeferredSeg.Abstractions.Backbones;

namespace Backbones.UNet;

/// <summary>A <see cref="UNet"/> behind the host's contract. The embedding is the encoder's levels, <c>level0</c> (finest) to <c>levelN</c>.</summary>
public sealed class UNetBackbone(UNetOptions options) : ITrainableBackbone
{
    private readonly UNet _network = new(options);

    /// <inheritdoc/>
    public Module Module => _network;

    /// <inheritdoc/>
    public BackboneDescription Describe() => new()
    {
        Id = UNetFactory.Name,
        Version = typeof(UNetBackbone).Assembly.GetName().Version?.ToString(3) ?? "",
        InputChannels = options.InputChannels,
        Classes = options.Classes,
        ClassKind = ClassKind.Multilabel,
        SmallestInput = _network.SmallestInput,
        Features = [.. Enumerable.Range(0, options.Depth + 1).Select(level => new FeatureMap(Level(level), Channels(level), 1 << level))],
        IsBatchIndependent = true,
    };

    /// <inheritdoc/>
    public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        if (images.dim() != 4 || images.shape[1] != options.InputChannels) throw new ArgumentException($"UNet takes images [B, {options.InputChannels}, H, W], not [{string.Join(", ", images.shape)}].");
        if (images.shape[2] < _network.SmallestInput || images.shape[3] < _network.SmallestInput) throw new ArgumentException($"UNet of depth {options.Depth} takes images of at least {_network.SmallestInput} by {_network.SmallestInput} pixels, not {images.shape[2]} by {images.shape[3]}.");
        return new Embedding(_network.Encode(images).Select((level, i) => (Level(i), level)));
    }

    /// <inheritdoc/>
    public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var levels = Enumerable.Range(0, options.Depth + 1).Select(i => embedding[Level(i)]);
        if (prompts.ImageIndex is { } images)
        {
            var index = tensor(images.Select(i => (long)i).ToArray(), device: embedding[Level(0)].device);
            levels = levels.Select(level => level.index_select(0, index));
        }
        var features = _network.Decode([.. levels]);
        var logits = _network.Classify(features);
        return new SegmentationOutput(logits.MoveToOuterDisposeScope(), features.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    private static string Level(int level) => "level" + level.ToString(CultureInfo.InvariantCulture);

    private int Channels(int level) => (options.Width << level) / (options.Bilinear && level == options.Depth ? 2 : 1);
}

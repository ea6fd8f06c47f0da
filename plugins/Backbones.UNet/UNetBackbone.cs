using System.Globalization;
using DeferredSeg.Abstractions.Backbones;

namespace Backbones.UNet;

/// <summary>A <see cref="UNet"/> behind the host's contract. The embedding is the encoder's levels, <c>level0</c> (finest) to <c>levelN</c>.</summary>
public sealed class UNetBackbone : ITrainableBackbone
{
    private readonly UNetOptions _options;
    private readonly UNet _network;
    private readonly BackboneDescription _description;

    /// <summary>Builds the network with freshly initialised weights, from torch's default generator.</summary>
    public UNetBackbone(UNetOptions options)
    {
        _options = options;
        _network = new UNet(options);
        _description = Description(options, _network.SmallestInput);
    }

    /// <inheritdoc/>
    public Module Module => _network;

    /// <inheritdoc/>
    public BackboneDescription Describe() => _description;

    /// <inheritdoc/>
    public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        _description.Input.Check(images);
        request.Check("UNet", _description.Features);
        return new Embedding(_network.Encode(images).Select((level, i) => (Level(i), level)));
    }

    /// <inheritdoc/>
    public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        if (prompts.Kinds != PromptKinds.None)
            throw new ArgumentException($"UNet takes no prompts; found {prompts.Kinds}.", nameof(prompts));
        prompts.Count((int)embedding[Level(0)].shape[0]);
        var levels = Enumerable.Range(0, _options.Depth + 1).Select(i => prompts.Select(embedding[Level(i)]));
        var features = _network.Decode([.. levels]);
        var logits = _network.Classify(features);
        return new SegmentationOutput(logits.MoveToOuterDisposeScope(), features.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    private static BackboneDescription Description(UNetOptions options, int smallest) =>
        new()
        {
            Id = UNetFactory.Name,
            Version = typeof(UNetBackbone).Assembly.GetName().Version?.ToString(3) ?? "",
            Input = new InputRule
            {
                Channels = options.InputChannels,
                SpatialAxes = options.Axes,
                SmallestSize = smallest,
                ValueRange = "any; the published network takes 0 to 1",
            },
            Classes = options.Classes,
            ClassKind = options.ClassKind,
            DecoderChannels = options.Width,
            Features = [.. Enumerable.Range(0, options.Depth + 1).Select(level => new FeatureMap(Level(level), Channels(options, level), 1 << level, level))],
            IsBatchIndependent = true,
            IsThreadSafe = true,
            License = "Apache-2.0",
            Citation = "O. Ronneberger, P. Fischer, T. Brox: U-Net: Convolutional Networks for Biomedical Image Segmentation. MICCAI 2015.",
        };

    private static string Level(int level) => "level" + level.ToString(CultureInfo.InvariantCulture);

    private static int Channels(UNetOptions options, int level) => (options.Width << level) / (options.Bilinear && level == options.Depth ? 2 : 1);
}

using DeferredSeg.Abstractions.Backbones;

namespace Backbones.CeNet;

/// <summary>
/// A <see cref="CeNet"/> behind the host's contract. The embedding is the image at 224 by 224 (<c>image</c>), which the output head reads
/// again, the encoder's maps <c>x1</c> (finest) to <c>x4</c>, and each image's own height and width (<c>size</c>, int64 <c>[B, 2]</c>).
/// </summary>
/// <remarks>The decoder features are the last map before the logits: 112 by 112 pixels, stride 2 of the network's own size.</remarks>
public sealed class CeNetBackbone : ITrainableBackbone
{
    private const string Image = "image";
    private const string OriginalSize = "size";

    private static readonly string[] _maps = ["x1", "x2", "x3", "x4"];

    private readonly CeNet _network;
    private readonly BackboneDescription _description;

    /// <summary>Builds the network with freshly initialised weights, from torch's default generator.</summary>
    /// <param name="options">Its shape.</param>
    /// <exception cref="ArgumentException">Options do not fit each other; the message says which.</exception>
    public CeNetBackbone(CeNetOptions options)
    {
        _network = new CeNet(options);
        _description = Description(options, CeNetShape.Of(options));
    }

    /// <inheritdoc/>
    public Module Module => _network;

    /// <inheritdoc/>
    public BackboneDescription Describe() => _description;

    /// <inheritdoc/>
    public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        _description.Input.Check(images);
        const string None = "none while it takes images of any size, because its maps are those of 224 by 224; set anySize to false";
        request.Check("CENet", _description.Features, None);
        cancellation.ThrowIfCancellationRequested();

        using var scope = NewDisposeScope();
        var fit = CeNet.Fit(images);
        var maps = _network.Encode(fit);
        var size = tensor(images.shape[2..], device: images.device).expand(images.shape[0], -1).clone();
        IEnumerable<(string Name, Tensor Tensor)> entries = [(Image, fit), .. _maps.Zip(maps), (OriginalSize, size)];
        return new Embedding(entries.Select(entry => (entry.Name, entry.Tensor.MoveToOuterDisposeScope())));
    }

    /// <inheritdoc/>
    public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        if (prompts.Kinds != PromptKinds.None)
            throw new ArgumentException($"CENet takes no prompts; found {prompts.Kinds}.", nameof(prompts));
        prompts.Count((int)embedding[Image].shape[0]);
        cancellation.ThrowIfCancellationRequested();

        using var scope = NewDisposeScope();
        Tensor Chosen(string name) => prompts.Select(embedding[name]);
        var (height, width) = Size(Chosen(OriginalSize));
        var features = _network.Decode([.. _maps.Select(Chosen)], Chosen(Image));
        var logits = _network.Classify(features, height, width);
        return new SegmentationOutput(logits.MoveToOuterDisposeScope(), features.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    private static (long Height, long Width) Size(Tensor sizes)
    {
        var values = sizes.cpu().contiguous().data<long>().ToArray();
        var all = values.Chunk(2).Select(pair => (Height: pair[0], Width: pair[1])).Distinct().ToList();
        return all.Count == 1
            ? all[0]
            : throw new ArgumentException(
                "One result has one size; the embedding's images have "
                    + $"{string.Join(", ", all.Select(size => $"{size.Height} by {size.Width}"))} pixels. Decode them in turn, by ImageIndex."
            );
    }

    private static BackboneDescription Description(CeNetOptions options, CeNetShape shape) =>
        new()
        {
            Id = CeNetFactory.Name,
            Version = typeof(CeNetBackbone).Assembly.GetName().Version?.ToString(3) ?? "",
            Input = new InputRule
            {
                Channels = options.InputChannels,
                // Smaller images have no pixel of their own at the encoder's deepest stride.
                SmallestSize = options.AnySize ? 32 : CeNet.Size,
                FixedSizes = options.AnySize ? null : [CeNet.Size, CeNet.Size],
                ValueRange = "as the weights were trained; resized to 224 by 224",
            },
            Classes = options.Classes,
            ClassKind = options.ClassKind,
            DecoderChannels = shape.OutChannels,
            Features = options.AnySize ? [] : [.. _maps.Select((name, stage) => new FeatureMap(name, shape.Widths[stage], 4 << stage, stage))],
            IsBatchIndependent = true,
            IsThreadSafe = true,
            License = "Apache-2.0 for this implementation; for the authors' code and weights no licence is published",
            Citation =
                "A. Bozorgpour, S. Ghorbani Kolahi, R. Azad, I. Hacihaliloglu, D. Merhof: CENet: Context Enhancement "
                + "Network for Medical Image Segmentation. MICCAI 2025.",
        };
}

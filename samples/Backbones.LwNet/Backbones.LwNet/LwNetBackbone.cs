using System.Globalization;
using DeferredSeg.Abstractions.Backbones;

namespace Backbones.LwNet;

/// <summary>
/// A <see cref="WNet"/> behind the host's contract. The embedding is the second decoder's last map, <c>decoded</c>, and of the second encoder's levels,
/// <c>level0</c> (finest) to <c>level2</c>, those that are asked for.
/// </summary>
/// <remarks>
/// There are no prompts that a decoder could wait for, so encoding does all but the last convolution: while the network stays as it is, routing is trained on
/// embeddings that are computed once.
/// </remarks>
public sealed class LwNetBackbone : ITrainableBackbone
{
    private const string Decoded = "decoded";
    private static readonly string[] _levels =
    [
        .. Enumerable
            .Range(0, WNet.Depth + 1)
            .Select(level => "level" + level.ToString(CultureInfo.InvariantCulture)),
    ];

    private readonly WNet _network;
    private readonly double _shift;
    private readonly BackboneDescription _description;

    /// <summary>Builds the network with freshly initialised weights, from torch's default generator.</summary>
    public LwNetBackbone(LwNetOptions options)
    {
        _network = new WNet(options);
        _shift = Math.Log(options.Threshold / (1 - options.Threshold));
        _description = new()
        {
            Id = LwNetFactory.Name,
            Version = typeof(LwNetBackbone).Assembly.GetName().Version?.ToString(3) ?? "",
            // Two halvings: another size would not come back to itself. The published weights were trained on 512 by 512.
            Input = new()
            {
                Channels = options.InputChannels,
                SmallestSize = 1 << WNet.Depth,
                SizeMultiple = 1 << WNet.Depth,
                ValueRange = "0 to 1",
            },
            Classes = options.Classes,
            ClassKind = ClassKind.Multilabel,
            DecoderChannels = options.Width,
            Features =
            [
                .. _levels.Select(
                    (name, level) => new FeatureMap(name, options.Width << level, 1 << level, level)
                ),
            ],
            IsBatchIndependent = true,
            IsThreadSafe = true,
            License = "MIT",
            Citation =
                "A. Galdran, A. Anjos, J. Dolz, H. Chakor, H. Lombaert, I. Ben Ayed: State-of-the-art retinal vessel segmentation "
                + "with minimalistic models. Scientific Reports 12, 2022.",
        };
    }

    /// <inheritdoc/>
    public Module Module => _network;

    /// <inheritdoc/>
    public BackboneDescription Describe() => _description;

    /// <inheritdoc/>
    public Embedding Encode(
        Tensor images,
        EncodeRequest request,
        CancellationToken cancellation = default
    )
    {
        _description.Input.Check(images);
        cancellation.ThrowIfCancellationRequested();
        request.Check("W-Net", _description.Features);
        using var scope = NewDisposeScope();
        var levels = _network.Encode(images);
        List<(string, Tensor)> maps =
        [
            (Decoded, _network.Decode(levels)),
            .. _levels.Zip(levels).Where(level => request.FeatureNames.Contains(level.First)),
        ];
        foreach (var (_, map) in maps)
            map.MoveToOuterDisposeScope();
        return new(maps);
    }

    /// <inheritdoc/>
    public SegmentationOutput Decode(
        Embedding embedding,
        PromptBatch prompts,
        CancellationToken cancellation = default
    )
    {
        if (prompts.Kinds != PromptKinds.None)
            throw new ArgumentException(
                $"W-Net takes no prompts; found {prompts.Kinds}.",
                nameof(prompts)
            );
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        var features = embedding[Decoded];
        prompts.Count((int)features.shape[0]);
        // One embedding serves several results: the index says which image each is of.
        features = prompts.Select(features);
        var logits = _network.Classify(features);
        if (_shift != 0)
            logits = logits.sub(_shift);
        return new(logits.MoveToOuterDisposeScope(), features.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();
}

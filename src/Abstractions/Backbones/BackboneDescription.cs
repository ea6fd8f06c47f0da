namespace DeferredSeg.Abstractions.Backbones;

/// <summary>What a backbone is, takes and gives. Everything that the host decides about a network it decides from this.</summary>
public sealed record BackboneDescription
{
    /// <summary>The backbone's name, for example <c>UNet</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The version of the plugin that brings it.</summary>
    public required string Version { get; init; }

    /// <summary>The images it takes.</summary>
    public required InputRule Input { get; init; }

    /// <summary>The classes K of the logits; 1 is a single foreground against the background.</summary>
    public required int Classes { get; init; }

    /// <summary>Whether the K classes exclude each other.</summary>
    public required ClassKind ClassKind { get; init; }

    /// <summary>What the classes are called and which value each has in a map of labels; null where the network does not say.</summary>
    public IReadOnlyList<ClassLabel>? Labels { get; init; }

    /// <summary>
    /// The prompts it takes, in any combination and number; <see cref="PromptKinds.None"/> where it takes none. Without any prompt it answers for the
    /// whole image.
    /// </summary>
    public PromptKinds Prompts { get; init; } = PromptKinds.None;

    /// <summary>What <see cref="SegmentationOutput.Logits"/> holds. The host makes logits of probabilities before anyone else sees them.</summary>
    public OutputKind Outputs { get; init; } = OutputKind.Logits;

    /// <summary>
    /// Channels C of <see cref="SegmentationOutput.Features"/>, which a deferral head may be built for; null for a black box, which shows no features.
    /// </summary>
    public required int? DecoderChannels { get; init; }

    /// <summary>The maps that can be asked for by name, the finest first.</summary>
    public IReadOnlyList<FeatureMap> Features { get; init; } = [];

    /// <summary>
    /// The entry of the embedding that <see cref="IPromptableDecoder.Mix"/> lets tokens look at, before any prompt is added to it: its channels and its stride
    /// are those of <see cref="MixedTokens.Image"/>. Null without a <see cref="IPromptableDecoder"/>, or where the embedding holds no such entry.
    /// </summary>
    public FeatureMap? DecoderImage { get; init; }

    /// <summary>Whether it routes natively, that is, implements <see cref="INativeRouting"/>.</summary>
    public bool RoutesNatively { get; init; }

    /// <summary>
    /// Whether results come with <see cref="SegmentationOutput.Mean"/> and <see cref="SegmentationOutput.Spread"/> of several passes or networks.
    /// </summary>
    public bool HasPasses { get; init; }

    /// <summary>
    /// Whether an image's embedding is the same whatever other images share its batch (in evaluation mode, within 1e-5 of its largest value). Only such
    /// an embedding may be cached.
    /// </summary>
    public required bool IsBatchIndependent { get; init; }

    /// <summary>Whether several threads may call one instance at once, in evaluation mode. Otherwise the host lets one call in at a time.</summary>
    public bool IsThreadSafe { get; init; }

    /// <summary>
    /// Prefixes of parameter names that are frozen by default. The plugin makes them so: their <c>requires_grad</c> is false when the backbone
    /// is made, and the host keeps their modules in evaluation mode. All other parameters of <see cref="ITrainableBackbone.Module"/> claim to be trained.
    /// </summary>
    public IReadOnlyList<string> FrozenParts { get; init; } = [];

    /// <summary>
    /// What was taken for granted where neither options nor the network say it, a sentence each: the host shows them to the user. For example
    /// <c>classes: 4, exclusive, since its outputs sum to 1</c>.
    /// </summary>
    public IReadOnlyList<string> Assumptions { get; init; } = [];

    /// <summary>Whether weights are random although the network is what a model file describes.</summary>
    public bool IsFresh { get; init; }

    /// <summary>The licence of the network, as an SPDX expression where there is one.</summary>
    public string? License { get; init; }

    /// <summary>What to cite when the network is used.</summary>
    public string? Citation { get; init; }
}

/// <summary>What a network's answer is.</summary>
public enum OutputKind
{
    /// <summary>Numbers before any sigmoid or softmax.</summary>
    Logits,

    /// <summary>Numbers from 0 to 1: after the sigmoid of each class, or after the softmax over classes that exclude each other.</summary>
    Probabilities,
}

/// <summary>How the classes of a segmentation relate.</summary>
public enum ClassKind
{
    /// <summary>Each class has a sigmoid of its own; a pixel may belong to several or to none.</summary>
    Multilabel,

    /// <summary>One softmax over all classes; a pixel belongs to exactly one.</summary>
    Exclusive,
}

/// <summary>A class as people know it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">
/// Its value in a map of labels, 0 to 65535. Of classes that do not exclude each other, such as a tumour and its core, a later class stands over an earlier
/// one.
/// </param>
public sealed record ClassLabel(string Name, int Value);

/// <summary>A named map inside of a network, which <see cref="ISegmentorBackbone.Encode"/> returns on request.</summary>
/// <param name="Name">The name in <see cref="EncodeRequest"/> and <see cref="Embedding"/>.</param>
/// <param name="Channels">Its channels.</param>
/// <param name="Stride">Input pixels per feature pixel along each axis.</param>
/// <param name="Depth">How deep it lies in the network, 0 for the first; maps of the same depth are of the same stage.</param>
public sealed record FeatureMap(string Name, int Channels, int Stride, int Depth);

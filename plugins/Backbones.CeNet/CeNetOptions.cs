using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;

namespace Backbones.CeNet;

/// <summary>The shape of a CENet. The defaults are the published network with a PVTv2-B2 encoder and one class.</summary>
/// <param name="Configuration">The authors' settings for a data set; options that are named as well take precedence.</param>
/// <param name="InputChannels">Channels of the image, 1 or 3. The encoder sees one channel three times.</param>
/// <param name="Classes">Channels of the logits, one for each class.</param>
/// <param name="ClassKind">
/// multilabel: each class has a sigmoid of its own. exclusive: one softmax over all classes, the background among them. It changes no weight.
/// </param>
/// <param name="Encoder">The encoder.</param>
/// <param name="Pvt">Where a PVTv2 encoder is to differ from the named one.</param>
/// <param name="ScaleFactors">The scales at which the skip connections look for edges. Null: the configuration's. A single one finds none.</param>
/// <param name="Heads">
/// Heads of the differential attention at maps of 14, 28 and 56 pixels; twice each divides the channels there (a skip connection's and, with cat, the
/// decoder's). Null: the configuration's.
/// </param>
/// <param name="SkipMode">How a skip connection and the decoder's map meet in the attention.</param>
/// <param name="DecoderUp">How the decoder doubles its maps.</param>
/// <param name="DecoderUpKernel">Its kernel, an odd number. Published: 3.</param>
/// <param name="OutMerge">How decoder and image meet in the output head.</param>
/// <param name="OutUp">How the output head doubles the decoder's map. All published networks use upcn.</param>
/// <param name="OutUpKernel">Its kernel, an odd number. Published: 3.</param>
/// <param name="DropPath">
/// How often training skips the last branch of a PVTv2 encoder; the first is never skipped and the others lie between. 0: none is.
/// </param>
/// <param name="GateNormalisation">When the decoder's channel gates normalise.</param>
/// <param name="AnySize">Images of any size are resized to 224 by 224, bilinearly, and logits back. Otherwise only 224 by 224 is taken.</param>
/// <param name="Precision">float32, or bfloat16 inside of the encoder.</param>
public sealed record CeNetOptions(
    Configuration Configuration = Configuration.Default,
    [OptionRange(1, 3)] int InputChannels = 3,
    [OptionRange(1, 1024)] int Classes = 1,
    ClassKind ClassKind = ClassKind.Multilabel,
    EncoderKind Encoder = EncoderKind.PvtV2B2,
    PvtOptions? Pvt = null,
    [OptionRange(0.1, 1)] IReadOnlyList<double>? ScaleFactors = null,
    [OptionRange(1, 64)] IReadOnlyList<int>? Heads = null,
    MergeMode SkipMode = MergeMode.Cat,
    UpBlockKind DecoderUp = UpBlockKind.Eucb,
    [OptionRange(1, 9)] int DecoderUpKernel = 3,
    MergeMode OutMerge = MergeMode.Cat,
    UpBlockKind OutUp = UpBlockKind.Upcn,
    [OptionRange(1, 9)] int OutUpKernel = 3,
    [OptionRange(0, 0.9)] double DropPath = 0.1,
    GateNormalisation GateNormalisation = GateNormalisation.PerImage,
    bool AnySize = true,
    EncoderPrecision Precision = EncoderPrecision.Float32
) : IOptionChecks
{
    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (InputChannels == 2)
            yield return "inputChannels is 2; CENet takes 1 or 3.";
        if (ClassKind == ClassKind.Exclusive && Classes < 2)
            yield return $"classes is {Classes}; classes that exclude each other are at least 2, the background among them.";
        if (ScaleFactors is { Count: 0 })
            yield return "scaleFactors is empty; expected is at least one.";
        if (DecoderUpKernel % 2 == 0)
            yield return $"decoderUpKernel is {DecoderUpKernel}; expected is an odd number.";
        if (OutUpKernel % 2 == 0)
            yield return $"outUpKernel is {OutUpKernel}; expected is an odd number.";
        var lists = (Pvt?.Lists ?? [])
            .Select(list => (Name: $"pvt:{list.Name}", list.Values, Count: 4))
            .Append((Name: "heads", Values: Heads, Count: 3))
            .ToList();
        var counts = lists.Where(list => list.Values is not null && list.Values.Count != list.Count).ToList();
        foreach (var (name, values, count) in counts)
            yield return $"{name} has {values!.Count} values; expected are {count}.";
        if (counts.Count == 0)
        {
            foreach (var problem in CeNetShape.Problems(this))
                yield return problem;
        }
    }
}

/// <summary>The authors' settings for a data set: <see cref="CeNetOptions.ScaleFactors"/> and <see cref="CeNetOptions.Heads"/>.</summary>
public enum Configuration
{
    /// <summary>The network's own defaults: scales .8 and .4; 2, 2 and 2 heads.</summary>
    Default,

    /// <summary>
    /// Synapse multi-organ CT: scales .8 and .4; 16, 8 and 8 heads. The authors' test command uses the scales 1, .75 and .5, to which no weight
    /// belongs.
    /// </summary>
    Synapse,

    /// <summary>ACDC cardiac MRI: scales 1 and .5; 4, 4 and 4 heads.</summary>
    Acdc,

    /// <summary>Skin lesions: scales 1, .75 and .5; 2, 2 and 2 heads.</summary>
    Skin,
}

/// <summary>The encoder.</summary>
public enum EncoderKind
{
    /// <summary>PVTv2-B0: widths 32, 64, 160, 256; two blocks in each stage.</summary>
    PvtV2B0,

    /// <summary>PVTv2-B1: widths 64, 128, 320, 512; two blocks in each stage.</summary>
    PvtV2B1,

    /// <summary>PVTv2-B2: the widths of B1; 3, 4, 6 and 3 blocks.</summary>
    PvtV2B2,

    /// <summary>ResNet-18: widths 64, 128, 256, 512.</summary>
    ResNet18,
}

/// <summary>The shape of a PVTv2 encoder where it is to differ from the named one: four values each, the finest stage first.</summary>
/// <param name="Widths">Channels of the stages, multiples of 16 because the decoder splits them so.</param>
/// <param name="Heads">Attention heads; each divides its stage's width.</param>
/// <param name="MlpRatios">Hidden channels of the blocks' perceptrons over their width.</param>
/// <param name="Depths">Blocks.</param>
/// <param name="Reductions">How many times smaller keys and values are along each axis; at most the stage's map, 56, 28, 14 and 7.</param>
public sealed record PvtOptions(
    [OptionRange(16, 4096), OptionMultipleOf(16)] IReadOnlyList<int>? Widths = null,
    [OptionRange(1, 64)] IReadOnlyList<int>? Heads = null,
    [OptionRange(1, 16)] IReadOnlyList<int>? MlpRatios = null,
    [OptionRange(1, 64)] IReadOnlyList<int>? Depths = null,
    [OptionRange(1, 56)] IReadOnlyList<int>? Reductions = null
)
{
    /// <summary>Whether nothing differs.</summary>
    internal bool IsEmpty => Widths is null && Heads is null && MlpRatios is null && Depths is null && Reductions is null;

    /// <summary>The lists by their names in a configuration.</summary>
    internal IEnumerable<(string Name, IReadOnlyList<int>? Values)> Lists =>
        [("widths", Widths), ("heads", Heads), ("mlpRatios", MlpRatios), ("depths", Depths), ("reductions", Reductions)];
}

/// <summary>How two maps of one size become one.</summary>
public enum MergeMode
{
    /// <summary>The channels of one after those of the other.</summary>
    Cat,

    /// <summary>The sum.</summary>
    Add,
}

/// <summary>The block that doubles a map's height and width.</summary>
public enum UpBlockKind
{
    /// <summary>Nearest neighbour, depthwise convolution, batch normalisation, LeakyReLU .2, convolution 1x1 with bias.</summary>
    Eucb,

    /// <summary>Bilinear (corners aligned), convolution, batch normalisation, LeakyReLU .2.</summary>
    Upcn,

    /// <summary>A transposed convolution alone.</summary>
    Uptc,

    /// <summary>Bilinear (corners aligned), then a residual block.</summary>
    Uprb,
}

/// <summary>
/// When the channel gate of a decoder stage (CCU) normalises its values. The authors' code does so only where a batch has more than one
/// image, also in evaluation, so that the same image gives other logits alone than in company.
/// </summary>
/// <remarks>
/// In training mode all three do the same: batch statistics where the batch has more than one image; a single image is not normalised, or, with
/// <see cref="Running"/>, by running statistics.
/// </remarks>
public enum GateNormalisation
{
    /// <summary>Evaluation: not normalised, as in the authors' tests, whose batches have one image. No result depends on the rest of its batch.</summary>
    PerImage,

    /// <summary>Evaluation: running statistics where a batch has more than one image, none for a single one. As the authors' code does.</summary>
    AsBatch,

    /// <summary>
    /// Evaluation: running statistics always, as batch normalisation usually does. For networks trained here; no published result was made so.
    /// </summary>
    Running,
}

using Backbones.MedSam.Images;
using DeferredSeg.Abstractions.Backbones;

namespace Backbones.MedSam;

/// <summary>
/// SAM, whose weights MedSAM fine-tuned: an image encoder, a prompt encoder and a mask decoder, with routing channels where they were added.
/// Its state dictionary has the names of the published checkpoints (<c>image_encoder</c>, <c>prompt_encoder</c>, <c>mask_decoder</c>).
/// Sources: Kirillov et al., "Segment Anything", ICCV 2023; Ma et al., "Segment anything in medical images", Nature Communications 15, 2024;
/// for the routing channels DeferredSeg, Sec. 4.3.
/// </summary>
public sealed class MedSamNetwork : Module
{
    [ComponentName(Name = "image_encoder")]
    private readonly ImageEncoder _images;

    [ComponentName(Name = "prompt_encoder")]
    private readonly PromptEncoder _prompts;

    [ComponentName(Name = "mask_decoder")]
    private readonly MaskDecoder _decoder;
    private RoutingParts? _routing;

    /// <summary>Builds the network with freshly initialised weights, from torch's default generator.</summary>
    public MedSamNetwork(MedSamOptions options)
        : base(nameof(MedSamNetwork))
    {
        Options = options;
        _images = new(options);
        _prompts = new(options.EmbeddingChannels, options.MaskChannels, PromptOrder.ClicksThenBox);
        _decoder = new(new(options.EmbeddingChannels, options.DecoderDepth, options.DecoderHeads, options.DecoderMlp, options.ScoreChannels));
        RegisterComponents();
        FrozenParts = [.. Frozen(options)];
        FrozenDecoder.Freeze(this, FrozenParts);
    }

    /// <summary>The shape it was built with.</summary>
    public MedSamOptions Options { get; }

    /// <summary>Prefixes of the parameters that are not trained.</summary>
    public IReadOnlyList<string> FrozenParts { get; }

    /// <summary>The number J of experts that it routes to; null before <see cref="AddRoutingChannels"/>.</summary>
    public int? Experts { get; private set; }

    /// <summary>Adds J + 1 routing channels and the aggregated predictor, freshly initialised, on the network's device.</summary>
    /// <param name="experts">J, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">J is below 1.</exception>
    /// <exception cref="InvalidOperationException">There are routing channels already.</exception>
    public void AddRoutingChannels(int experts)
    {
        _routing = RoutingParts.AddTo(this, Options.EmbeddingChannels, experts, Experts);
        Experts = experts;
    }

    /// <summary>Encodes images.</summary>
    /// <param name="images">float32 <c>[B, 3, H, W]</c>, H and W multiples of the patch.</param>
    /// <param name="seen">Is shown each block's number and its tokens <c>[B, h, w, width]</c>, which it must not keep.</param>
    /// <param name="cancellation">Ends it between two blocks.</param>
    /// <returns><c>[B, C, h, w]</c>.</returns>
    public Tensor EncodeImages(Tensor images, Action<int, Tensor>? seen = null, CancellationToken cancellation = default) =>
        _images.Encode(images, seen, cancellation);

    /// <summary>Encodes prompts; no box is put in where there is none.</summary>
    /// <param name="prompts">P results' prompts.</param>
    /// <param name="results">P.</param>
    /// <param name="height">Rows h of the embedding.</param>
    /// <param name="width">Columns w of the embedding.</param>
    /// <exception cref="ArgumentException">A prompt is of another shape or type, or a point's label is none.</exception>
    public PromptTokens EncodePrompts(PromptBatch prompts, int results, long height, long width) =>
        _prompts.Encode(prompts, results, (height, width), Options.Patch);

    /// <summary>Lets tokens and image attend to each other.</summary>
    /// <param name="images">One embedding for each result, <c>[P, C, h, w]</c>.</param>
    /// <param name="tokens">The prompts.</param>
    /// <param name="cancellation">Ends it between two blocks.</param>
    /// <returns>Tokens <c>[P, T, C]</c>: the score's, four masks', J + 1 of routing, the prompts'.</returns>
    public MixedTokens Mix(Tensor images, PromptTokens tokens, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var positions = _prompts.Grid(images.shape[2], images.shape[3]);
        var mixed = _decoder.Mix(images + tokens.Dense, positions, tokens.Sparse, _routing?.Tokens.weight, Options.RoutingTokens, cancellation);
        return new(mixed.Tokens.MoveToOuterDisposeScope(), mixed.Image.MoveToOuterDisposeScope());
    }

    /// <summary>Projects mixed tokens to masks of a quarter of the input's size.</summary>
    /// <param name="mixed">What <see cref="Mix"/> returned.</param>
    /// <param name="hypotheses">Whether the three hypotheses are wanted too.</param>
    public DecodedMasks Project(MixedTokens mixed, bool hypotheses = false)
    {
        using var scope = NewDisposeScope();
        var enlarged = _decoder.Enlarge(mixed.Image);
        return new DecodedMasks(
            _decoder.MasksOf(mixed.Tokens, enlarged, 0, 1),
            enlarged,
            _decoder.Scores(mixed.Tokens),
            hypotheses ? _decoder.MasksOf(mixed.Tokens, enlarged, 1, MaskDecoder.Masks - 1) : null,
            _routing?.Logits(mixed.Tokens, _decoder.OwnTokens, enlarged),
            _routing?.Predictor.call(enlarged)
        ).Leave();
    }

    private static IEnumerable<string> Frozen(MedSamOptions options)
    {
        if (options.FreezeImageEncoder)
            yield return "image_encoder.";
        if (options.FreezePromptEncoder)
            yield return "prompt_encoder.";
        foreach (var part in FrozenDecoder.Parts("mask_decoder.", options.DecoderTraining, options.TrainHypotheses, "iou_prediction_head"))
            yield return part;
    }
}

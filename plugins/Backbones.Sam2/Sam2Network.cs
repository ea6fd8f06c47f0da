using Backbones.Sam2.Images;
using DeferredSeg.Abstractions.Backbones;
using TorchSharp.Modules;

namespace Backbones.Sam2;

/// <summary>
/// SAM 2 for single images: an image encoder, a prompt encoder and a mask decoder, with routing channels where they were added. Its state dictionary has
/// the names of the published checkpoints (<c>image_encoder</c>, <c>sam_prompt_encoder</c>, <c>sam_mask_decoder</c>, <c>no_mem_embed</c>) without the memory
/// that only videos need.
/// Sources: Ravi et al., "SAM 2: Segment Anything in Images and Videos", 2024; for the routing channels DeferredSeg, Sec. 4.3.
/// </summary>
public sealed class Sam2Network : Module
{
    /// <summary>Pixels of a token of the embedding along each axis.</summary>
    public const int Patch = 16;

    /// <summary>What a published checkpoint has for videos alone, by name or by the beginning of names.</summary>
    internal static readonly IReadOnlyList<string> Memory =
    [
        "memory_attention.",
        "memory_encoder.",
        "mask_downsample.",
        "obj_ptr_proj.",
        "obj_ptr_tpos_proj.",
        "maskmem_tpos_enc",
        "no_mem_pos_enc",
        "no_obj_ptr",
        "no_obj_embed_spatial",
    ];

    private readonly StabilityFallback? _fallback;

    [ComponentName(Name = "no_mem_embed")]
    private readonly Parameter _noMemory;

    [ComponentName(Name = "image_encoder")]
    private readonly ImageEncoder _images;

    [ComponentName(Name = "sam_prompt_encoder")]
    private readonly PromptEncoder _prompts;

    [ComponentName(Name = "sam_mask_decoder")]
    private readonly MaskDecoder _decoder;
    private RoutingParts? _routing;

    /// <summary>Builds the network with freshly initialised weights, from torch's default generator.</summary>
    public Sam2Network(Sam2Options options)
        : base(nameof(Sam2Network))
    {
        Options = options;
        _fallback = options.StabilityFallback ? new(options.StabilityDelta, options.StabilityThreshold) : null;
        _noMemory = Parameter(zeros(1, 1, options.EmbeddingChannels));
        init.normal_(_noMemory, 0, 0.02);
        _images = new(options);
        _prompts = new(options.EmbeddingChannels, options.MaskChannels, PromptOrder.BoxThenClicks);
        _decoder = new(
            new(
                options.EmbeddingChannels,
                options.DecoderDepth,
                options.DecoderHeads,
                options.DecoderMlp,
                options.ScoreChannels,
                new(options.ScoreSigmoid, options.ObjectPerceptron)
            )
        );
        RegisterComponents();
        FrozenParts = [.. Frozen(options)];
        FrozenDecoder.Freeze(this, FrozenParts);
    }

    /// <summary>The shape it was built with.</summary>
    public Sam2Options Options { get; }

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

    /// <summary>Encodes images, once for all prompts.</summary>
    /// <param name="images">float32 <c>[B, 3, H, W]</c>, H and W multiples of 32 and of the fine position table.</param>
    /// <param name="seen">Is shown each block's number and its tokens <c>[B, h, w, width]</c>, which it must not keep.</param>
    /// <param name="cancellation">Ends it between two blocks.</param>
    public ImageFeatures EncodeImages(Tensor images, Action<int, Tensor>? seen = null, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var levels = _images.Encode(images, seen, cancellation);
        var finer = _decoder.Finer(levels[0], levels[1]);
        // A single image is a first frame: no memory, which the network says by a vector of its own.
        var image = levels[2] + _noMemory.view(1, -1, 1, 1);
        return new(
            image.contiguous().MoveToOuterDisposeScope(),
            finer.Finer.contiguous().MoveToOuterDisposeScope(),
            finer.Finest.contiguous().MoveToOuterDisposeScope()
        );
    }

    /// <summary>Encodes prompts; no box is put in where there is none.</summary>
    /// <param name="prompts">P results' prompts.</param>
    /// <param name="results">P.</param>
    /// <param name="height">Rows h of the embedding.</param>
    /// <param name="width">Columns w of the embedding.</param>
    /// <exception cref="ArgumentException">A prompt is of another shape or type, or a point's label is none.</exception>
    public PromptTokens EncodePrompts(PromptBatch prompts, int results, long height, long width) => _prompts.Encode(prompts, results, (height, width), Patch);

    /// <summary>Lets tokens and image attend to each other.</summary>
    /// <param name="images">One embedding for each result, <c>[P, C, h, w]</c>.</param>
    /// <param name="tokens">The prompts.</param>
    /// <param name="cancellation">Ends it between two blocks.</param>
    /// <returns>Tokens <c>[P, T, C]</c>: the object's, the score's, four masks', J + 1 of routing, the prompts'.</returns>
    public MixedTokens Mix(Tensor images, PromptTokens tokens, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var positions = _prompts.Grid(images.shape[2], images.shape[3]);
        var mixed = _decoder.Mix(images + tokens.Dense, positions, tokens.Sparse, _routing?.Tokens.weight, Options.RoutingTokens, cancellation);
        return new(mixed.Tokens.MoveToOuterDisposeScope(), mixed.Image.MoveToOuterDisposeScope());
    }

    /// <summary>Projects mixed tokens to masks of a quarter of the input's size.</summary>
    /// <param name="mixed">What <see cref="Mix"/> returned.</param>
    /// <param name="finer">The finer maps of each result's image, <c>[P, C / 4, 2 h, 2 w]</c>.</param>
    /// <param name="finest">The finest, <c>[P, C / 8, 4 h, 4 w]</c>.</param>
    /// <param name="hypotheses">Whether the three hypotheses are wanted too.</param>
    public DecodedMasks Project(MixedTokens mixed, Tensor finer, Tensor finest, bool hypotheses = false)
    {
        using var scope = NewDisposeScope();
        var enlarged = _decoder.Enlarge(mixed.Image, new(finest, finer));
        var (logits, scores) = (_decoder.MasksOf(mixed.Tokens, enlarged, 0, 1), _decoder.Scores(mixed.Tokens));
        var fallback = training ? null : _fallback;
        var others = hypotheses || fallback is not null ? _decoder.MasksOf(mixed.Tokens, enlarged, 1, MaskDecoder.Masks - 1) : null;
        if (fallback is not null)
            (logits, scores) = fallback.Choose(logits, others!, scores);
        return new DecodedMasks(
            logits,
            enlarged,
            scores,
            hypotheses ? others : null,
            _routing?.Logits(mixed.Tokens, _decoder.OwnTokens, enlarged),
            _routing?.Predictor.call(enlarged)
        )
        {
            ObjectScore = _decoder.ObjectScore(mixed.Tokens),
        }.Leave();
    }

    private static IEnumerable<string> Frozen(Sam2Options options)
    {
        if (options.FreezeImageEncoder)
        {
            yield return "image_encoder.";
            yield return "no_mem_embed";
            // They are applied with the image encoder, and kept with its embeddings.
            yield return "sam_mask_decoder.conv_s0.";
            yield return "sam_mask_decoder.conv_s1.";
        }
        if (options.FreezePromptEncoder)
            yield return "sam_prompt_encoder.";
        foreach (
            var part in FrozenDecoder.Parts("sam_mask_decoder.", options.DecoderTraining, options.TrainHypotheses, "iou_prediction_head", "pred_obj_score_head")
        )
            yield return part;
    }
}

/// <summary>What is computed once for an image. It owns its tensors; h = H / 16, w = W / 16.</summary>
/// <param name="Image"><c>[B, C, h, w]</c>.</param>
/// <param name="Finer">What the first enlargement adds, <c>[B, C / 4, 2 h, 2 w]</c>.</param>
/// <param name="Finest">What the second adds, <c>[B, C / 8, 4 h, 4 w]</c>.</param>
public sealed record ImageFeatures(Tensor Image, Tensor Finer, Tensor Finest) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Image.Dispose();
        Finer.Dispose();
        Finest.Dispose();
    }
}

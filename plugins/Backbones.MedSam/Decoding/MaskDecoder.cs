using TorchSharp.Modules;
using Embedding = TorchSharp.Modules.Embedding;

namespace Backbones.MedSam.Decoding;

/// <summary>
/// SAM's mask decoder: one token for the scores and four for masks (one for the single answer, three for the hypotheses of an ambiguous
/// prompt) exchange with the image; each mask token becomes the weights with which the enlarged image is summed to its mask.
/// </summary>
internal sealed class MaskDecoder : Module
{
    /// <summary>Mask tokens: the single answer and three hypotheses.</summary>
    public const int Masks = 4;

    /// <summary>Tokens before those of routing and prompts: the scores' and the masks'.</summary>
    public const int OwnTokens = 1 + Masks;

    private const int MlpLayers = 3;

    [ComponentName(Name = "transformer")]
    private readonly TwoWayTransformer _transformer;

    [ComponentName(Name = "iou_token")]
    private readonly Embedding _scoreToken;

    [ComponentName(Name = "mask_tokens")]
    private readonly Embedding _maskTokens;

    [ComponentName(Name = "output_upscaling")]
    private readonly Sequential _enlarge;

    [ComponentName(Name = "output_hypernetworks_mlps")]
    private readonly ModuleList<Perceptron> _maskHeads;

    [ComponentName(Name = "iou_prediction_head")]
    private readonly Perceptron _scoreHead;

    public MaskDecoder(MedSamOptions options)
        : base(nameof(MaskDecoder))
    {
        var channels = options.EmbeddingChannels;
        _transformer = new(options.DecoderDepth, channels, options.DecoderHeads, options.DecoderMlp);
        _scoreToken = Embedding(1, channels);
        _maskTokens = Embedding(Masks, channels);
        _enlarge = Sequential(
            ConvTranspose2d(channels, channels / 4, 2, stride: 2),
            new ChannelNorm(channels / 4),
            GELU(),
            ConvTranspose2d(channels / 4, channels / 8, 2, stride: 2),
            GELU()
        );
        _maskHeads = new([.. Enumerable.Range(0, Masks).Select(_ => Head(channels))]);
        _scoreHead = new(channels, options.ScoreChannels, Masks, MlpLayers);
        RegisterComponents();
    }

    /// <summary>A hypernetwork: a token <c>[P, C]</c> to the weights <c>[P, C / 8]</c> of a mask.</summary>
    public static Perceptron Head(int channels) => new(channels, channels, channels / 8, MlpLayers);

    /// <summary>Lets tokens and image attend to each other.</summary>
    /// <param name="image">The embedding with the dense prompts, <c>[P, C, h, w]</c>.</param>
    /// <param name="positions">The image's positions, <c>[1, C, h, w]</c>.</param>
    /// <param name="prompts"><c>[P, N, C]</c>.</param>
    /// <param name="routing">Routing tokens <c>[J + 1, C]</c>; null without.</param>
    /// <param name="mode">How routing tokens take part.</param>
    /// <param name="cancellation">Looked at before every block.</param>
    /// <returns>Tokens <c>[P, 5 + (J + 1) + N, C]</c>: the score's, the masks', routing's, the prompts'; and the image <c>[P, C, h, w]</c>.</returns>
    public (Tensor Tokens, Tensor Image) Mix(
        Tensor image,
        Tensor positions,
        Tensor prompts,
        Tensor? routing,
        RoutingTokens mode,
        CancellationToken cancellation
    )
    {
        using var scope = NewDisposeScope();
        var results = image.shape[0];
        Tensor Repeat(params Tensor[] tokens) => cat(tokens).unsqueeze(0).expand(results, -1, -1);
        var observes = routing is not null && mode == RoutingTokens.Observing;
        var own = routing is null || observes ? Repeat(_scoreToken.weight!, _maskTokens.weight!) : Repeat(_scoreToken.weight!, _maskTokens.weight!, routing);
        var start = new TwoWayState(cat([own, prompts], 1), observes ? Repeat(routing!) : null, Flat(image));
        var end = _transformer.Transform(start, Flat(positions), cancellation);

        var tokens = end.Observers is { } seen
            ? cat([end.Tokens.narrow(1, 0, OwnTokens), seen, end.Tokens.narrow(1, OwnTokens, prompts.shape[1])], 1)
            : end.Tokens;
        return (tokens.MoveToOuterDisposeScope(), end.Image.transpose(1, 2).reshape(image.shape).MoveToOuterDisposeScope());
    }

    /// <summary>The image at four times its size, <c>[P, C / 8, 4 h, 4 w]</c>.</summary>
    public Tensor Enlarge(Tensor image) => _enlarge.call(image);

    /// <summary>The masks of some mask tokens.</summary>
    /// <param name="tokens">Mixed tokens.</param>
    /// <param name="enlarged">The enlarged image.</param>
    /// <param name="first">The first mask, from 0.</param>
    /// <param name="count">How many.</param>
    /// <returns>Logits <c>[P, count, 4 h, 4 w]</c>.</returns>
    public Tensor MasksOf(Tensor tokens, Tensor enlarged, int first, int count) =>
        Project([.. Enumerable.Range(first, count).Select(mask => (_maskHeads[mask], 1 + mask))], tokens, enlarged);

    /// <summary>The predicted IoU of all four masks, <c>[P, 4]</c>, unbounded.</summary>
    public Tensor Scores(Tensor tokens)
    {
        using var token = tokens.select(1, 0);
        return _scoreHead.call(token);
    }

    /// <summary>Sums the enlarged image with the weights that each head makes of its token.</summary>
    public static Tensor Project(IReadOnlyList<(Perceptron Head, int Token)> heads, Tensor tokens, Tensor enlarged)
    {
        using var scope = NewDisposeScope();
        var weights = stack(heads.Select(head => head.Head.call(tokens.select(1, head.Token))), 1);
        return weights.bmm(enlarged.flatten(2)).view(enlarged.shape[0], heads.Count, enlarged.shape[2], enlarged.shape[3]).MoveToOuterDisposeScope();
    }

    // Dense, since every sum and norm that follows would take over the map's order in memory.
    private static Tensor Flat(Tensor map) => map.flatten(2).transpose(1, 2).contiguous();
}

/// <summary>Linear layers with ReLU between them, as the hypernetworks and the IoU head have.</summary>
internal sealed class Perceptron : Module<Tensor, Tensor>
{
    [ComponentName(Name = "layers")]
    private readonly ModuleList<Linear> _layers;

    public Perceptron(int inputs, int hidden, int outputs, int layers)
        : base(nameof(Perceptron))
    {
        _layers = new([.. Enumerable.Range(0, layers).Select(i => Linear(i == 0 ? inputs : hidden, i == layers - 1 ? outputs : hidden))]);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var value = _layers[0].call(input);
        for (var i = 1; i < _layers.Count; i++)
            value = _layers[i].call(value.relu());
        return value.MoveToOuterDisposeScope();
    }
}

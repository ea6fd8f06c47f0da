using TorchSharp.Modules;
using Embedding = TorchSharp.Modules.Embedding;

namespace Backbones.Sam;

/// <summary>
/// SAM's mask decoder: one token for the scores and four for masks (one for the single answer, three for the hypotheses of an ambiguous
/// prompt) exchange with the image; each mask token becomes the weights with which the enlarged image is summed to its mask. SAM 2's has
/// a further token, which says whether there is an object, and adds finer maps of the image where it enlarges.
/// </summary>
internal sealed class MaskDecoder : Module
{
    /// <summary>Mask tokens: the single answer and three hypotheses.</summary>
    public const int Masks = 4;

    private const int MlpLayers = 3;

    private readonly Sam2Decoder? _sam2;

    [ComponentName(Name = "transformer")]
    private readonly TwoWayTransformer _transformer;

    [ComponentName(Name = "iou_token")]
    private readonly Embedding _scoreToken;

    [ComponentName(Name = "mask_tokens")]
    private readonly Embedding _maskTokens;

    [ComponentName(Name = "obj_score_token")]
    private readonly Embedding? _objectToken;

    [ComponentName(Name = "output_upscaling")]
    private readonly Sequential _enlarge;

    [ComponentName(Name = "conv_s0")]
    private readonly Conv2d? _finest;

    [ComponentName(Name = "conv_s1")]
    private readonly Conv2d? _finer;

    [ComponentName(Name = "output_hypernetworks_mlps")]
    private readonly ModuleList<Perceptron> _maskHeads;

    [ComponentName(Name = "iou_prediction_head")]
    private readonly Perceptron _scoreHead;

    [ComponentName(Name = "pred_obj_score_head")]
    private readonly Module<Tensor, Tensor>? _objectHead;

    public MaskDecoder(DecoderShape shape)
        : base(nameof(MaskDecoder))
    {
        var channels = shape.Channels;
        _sam2 = shape.Sam2;
        _transformer = new(shape);
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
        _scoreHead = new(channels, shape.ScoreChannels, Masks, MlpLayers);
        if (_sam2 is not null)
        {
            _objectToken = Embedding(1, channels);
            _finest = Conv2d(channels, channels / 8, 1);
            _finer = Conv2d(channels, channels / 4, 1);
            _objectHead = _sam2.ObjectPerceptron ? new Perceptron(channels, channels, 1, MlpLayers) : Linear(channels, 1);
        }
        RegisterComponents();
    }

    /// <summary>The place of the scores' token: 0, or 1 behind that of the object.</summary>
    private int ScoreToken => _objectToken is null ? 0 : 1;

    /// <summary>Tokens before those of routing and prompts: the object's where there is one, the scores' and the masks'.</summary>
    public int OwnTokens => ScoreToken + 1 + Masks;

    /// <summary>A hypernetwork: a token <c>[P, C]</c> to the weights <c>[P, C / 8]</c> of a mask.</summary>
    public static Perceptron Head(int channels) => new(channels, channels, channels / 8, MlpLayers);

    /// <summary>The image's finer maps as they are added in enlarging, of SAM 2 alone.</summary>
    /// <param name="finest"><c>[B, C, 4 h, 4 w]</c>.</param>
    /// <param name="finer"><c>[B, C, 2 h, 2 w]</c>.</param>
    /// <returns><c>[B, C / 8, 4 h, 4 w]</c> and <c>[B, C / 4, 2 h, 2 w]</c>, in the innermost dispose scope.</returns>
    public FinerMaps Finer(Tensor finest, Tensor finer) => new(_finest!.call(finest), _finer!.call(finer));

    /// <summary>Lets tokens and image attend to each other.</summary>
    /// <param name="image">The embedding with the dense prompts, <c>[P, C, h, w]</c>.</param>
    /// <param name="positions">The image's positions, <c>[1, C, h, w]</c>.</param>
    /// <param name="prompts"><c>[P, N, C]</c>.</param>
    /// <param name="routing">Routing tokens <c>[J + 1, C]</c>; null without.</param>
    /// <param name="mode">How routing tokens take part.</param>
    /// <param name="cancellation">Looked at before every block.</param>
    /// <returns>
    /// Tokens <c>[P, <see cref="OwnTokens"/> + (J + 1) + N, C]</c>: the object's where there is one, the score's, the masks', routing's, the prompts'; and
    /// the image <c>[P, C, h, w]</c>.
    /// </returns>
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
        Tensor Repeat(IEnumerable<Tensor> tokens) => cat([.. tokens]).unsqueeze(0).expand(results, -1, -1);
        var observes = routing is not null && mode == RoutingTokens.Observing;
        Tensor[] native = _objectToken is null ? [_scoreToken.weight!, _maskTokens.weight!] : [_objectToken.weight!, _scoreToken.weight!, _maskTokens.weight!];
        var own = Repeat(routing is null || observes ? native : native.Append(routing));
        var start = new TwoWayState(cat([own, prompts], 1), observes ? Repeat([routing!]) : null, Flat(image));
        var end = _transformer.Transform(start, Flat(positions), cancellation);

        var tokens = end.Observers is { } seen
            ? cat([end.Tokens.narrow(1, 0, OwnTokens), seen, end.Tokens.narrow(1, OwnTokens, prompts.shape[1])], 1)
            : end.Tokens;
        return (tokens.MoveToOuterDisposeScope(), end.Image.transpose(1, 2).reshape(image.shape).MoveToOuterDisposeScope());
    }

    /// <summary>The image at four times its size, <c>[P, C / 8, 4 h, 4 w]</c>.</summary>
    /// <param name="image"><c>[P, C, h, w]</c>.</param>
    /// <param name="maps">What is added to both steps, before norm and activation, of each result's image; null without.</param>
    public Tensor Enlarge(Tensor image, FinerMaps? maps = null)
    {
        if (maps is not { } finer)
            return _enlarge.call(image);
        using var scope = NewDisposeScope();
        Tensor Step(int module, Tensor map) => ((Module<Tensor, Tensor>)_enlarge[module]).call(map);
        var twice = Step(2, Step(1, Step(0, image) + finer.Finer));
        return Step(4, Step(3, twice) + finer.Finest).MoveToOuterDisposeScope();
    }

    /// <summary>The masks of some mask tokens.</summary>
    /// <param name="tokens">Mixed tokens.</param>
    /// <param name="enlarged">The enlarged image.</param>
    /// <param name="first">The first mask, from 0.</param>
    /// <param name="count">How many.</param>
    /// <returns>Logits <c>[P, count, 4 h, 4 w]</c>.</returns>
    public Tensor MasksOf(Tensor tokens, Tensor enlarged, int first, int count) =>
        Project([.. Enumerable.Range(first, count).Select(mask => (_maskHeads[mask], ScoreToken + 1 + mask))], tokens, enlarged);

    /// <summary>The predicted IoU of all four masks, <c>[P, 4]</c>; SAM 2's is between 0 and 1, SAM's unbounded.</summary>
    public Tensor Scores(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var scores = _scoreHead.call(tokens.select(1, ScoreToken));
        return (_sam2 is { SigmoidScores: true } ? scores.sigmoid() : scores).MoveToOuterDisposeScope();
    }

    /// <summary>SAM 2's logit of whether there is an object, <c>[P, 1]</c>; null of SAM.</summary>
    public Tensor? ObjectScore(Tensor tokens)
    {
        if (_objectHead is null)
            return null;
        using var token = tokens.select(1, 0);
        return _objectHead.call(token);
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

/// <summary>The numbers of a mask decoder.</summary>
/// <param name="Channels">C of tokens and image, a multiple of 8.</param>
/// <param name="Depth">Two-way blocks.</param>
/// <param name="Heads">Attention heads; half of the channels is a multiple of them.</param>
/// <param name="Mlp">Hidden channels of the blocks' perceptrons.</param>
/// <param name="ScoreChannels">Hidden channels of the perceptron that predicts each mask's IoU.</param>
/// <param name="Sam2">What SAM 2 has besides; null for SAM.</param>
internal sealed record DecoderShape(int Channels, int Depth, int Heads, int Mlp, int ScoreChannels, Sam2Decoder? Sam2 = null);

/// <summary>What SAM 2's mask decoder has besides SAM's.</summary>
/// <param name="SigmoidScores">Whether the predicted IoU ends in a sigmoid.</param>
/// <param name="ObjectPerceptron">Whether a perceptron of three layers says if there is an object; otherwise one linear layer.</param>
internal sealed record Sam2Decoder(bool SigmoidScores, bool ObjectPerceptron);

/// <summary>Finer maps of images, which SAM 2 adds where it enlarges them.</summary>
/// <param name="Finest"><c>[B, C / 8, 4 h, 4 w]</c>.</param>
/// <param name="Finer"><c>[B, C / 4, 2 h, 2 w]</c>.</param>
internal readonly record struct FinerMaps(Tensor Finest, Tensor Finer);

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

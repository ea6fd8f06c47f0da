using DeferredSeg.Abstractions.Backbones;
using TorchSharp.Modules;

namespace Backbones.Sam2.Images;

/// <summary>
/// A transformer block: norm, attention, residual; norm, perceptron, residual. Where a stage opens, the queries are pooled, and the residual is the
/// normalised input, projected to the new width and pooled.
/// </summary>
internal sealed class HieraBlock : Module
{
    private const double Epsilon = 1e-6;
    private const int MlpRatio = 4;

    private readonly HieraBlockShape _shape;

    [ComponentName(Name = "norm1")]
    private readonly LayerNorm _norm1;

    [ComponentName(Name = "attn")]
    private readonly HieraAttention _attn;

    [ComponentName(Name = "norm2")]
    private readonly LayerNorm _norm2;

    [ComponentName(Name = "mlp")]
    private readonly HieraMlp _mlp;

    [ComponentName(Name = "proj")]
    private readonly Linear? _proj;

    public HieraBlock(HieraBlockShape shape)
        : base(nameof(HieraBlock))
    {
        _shape = shape;
        _norm1 = LayerNorm(shape.Inputs, Epsilon);
        _attn = new(shape);
        _norm2 = LayerNorm(shape.Width, Epsilon);
        _mlp = new(shape.Width, MlpRatio * shape.Width);
        _proj = shape.Inputs == shape.Width ? null : Linear(shape.Inputs, shape.Width);
        RegisterComponents();
    }

    /// <param name="tokens"><c>[B, h, w, inputs]</c>.</param>
    /// <param name="precision">What attention, projection and perceptron compute with.</param>
    /// <returns><c>[B, h, w, width]</c>, or half the rows and columns where it pools; of the tokens' type.</returns>
    public Tensor Transform(Tensor tokens, EncoderPrecision precision)
    {
        using var scope = NewDisposeScope();
        var normalised = _norm1.call(tokens).To(precision);
        var residual = _proj is null ? tokens : Pool(_proj.Apply(normalised)).to(tokens.dtype);
        var attended = residual.add(_attn.Attend(normalised));
        return attended.add(_mlp.call(_norm2.call(attended).To(precision))).MoveToOuterDisposeScope();
    }

    private Tensor Pool(Tensor tokens) => _shape.Pools ? functional.max_pool2d(tokens.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1).contiguous() : tokens;
}

/// <summary>Multi-head attention within windows or over the whole image, with pooled queries where a stage opens.</summary>
internal sealed class HieraAttention : Module
{
    private readonly HieraBlockShape _shape;

    [ComponentName(Name = "qkv")]
    private readonly Linear _qkv;

    [ComponentName(Name = "proj")]
    private readonly Linear _proj;

    public HieraAttention(HieraBlockShape shape)
        : base(nameof(HieraAttention))
    {
        _shape = shape;
        _qkv = Linear(shape.Inputs, 3 * shape.Width);
        _proj = Linear(shape.Width, shape.Width);
        RegisterComponents();
    }

    /// <param name="tokens"><c>[B, h, w, inputs]</c>.</param>
    /// <returns><c>[B, h, w, width]</c>, or half the rows and columns; of the tokens' type.</returns>
    public Tensor Attend(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var (images, height, width) = (tokens.shape[0], (int)tokens.shape[1], (int)tokens.shape[2]);
        var layout = Layout(height, width, _shape.Window);
        var qkv = _qkv.Apply(layout.Arrange(tokens.flatten(1, 2)));
        var found = _proj.Apply(WindowAttention.Attend(qkv, _qkv.bias, _shape.Heads, layout, pools: _shape.Pools));
        if (_shape.Pools)
            (layout, height, width) = (Layout(height / 2, width / 2, _shape.Window / 2), height / 2, width / 2);
        return layout.Restore(found).view(images, height, width, _shape.Width).MoveToOuterDisposeScope();
    }

    private static TokenLayout Layout(int height, int width, int window) =>
        window == 0 ? TokenLayout.Global(height, width) : TokenLayout.Windowed(height, width, window);
}

/// <summary>Linear, exact GELU, linear.</summary>
internal sealed class HieraMlp : Module<Tensor, Tensor>
{
    [ComponentName(Name = "layers")]
    private readonly ModuleList<Linear> _layers;

    public HieraMlp(int width, int hidden)
        : base(nameof(HieraMlp))
    {
        _layers = new([Linear(width, hidden), Linear(hidden, width)]);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => EncoderPerceptron.Apply(_layers[0], _layers[1], input);
}

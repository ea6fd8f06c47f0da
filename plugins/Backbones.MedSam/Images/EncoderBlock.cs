using DeferredSeg.Abstractions.Backbones;
using TorchSharp.Modules;

namespace Backbones.MedSam.Images;

/// <summary>A transformer block of the image encoder: norm, attention, residual; norm, perceptron, residual.</summary>
internal sealed class EncoderBlock : Module
{
    private const double Epsilon = 1e-6;

    private readonly int _window;

    [ComponentName(Name = "norm1")]
    private readonly LayerNorm _norm1;

    [ComponentName(Name = "attn")]
    private readonly EncoderAttention _attn;

    [ComponentName(Name = "norm2")]
    private readonly LayerNorm _norm2;

    [ComponentName(Name = "mlp")]
    private readonly EncoderMlp _mlp;

    /// <param name="options">The network's shape.</param>
    /// <param name="window">The window's size in tokens; 0 attends to the whole image.</param>
    public EncoderBlock(MedSamOptions options, int window)
        : base(nameof(EncoderBlock))
    {
        var shape = EncoderShape.Of(options);
        _window = window;
        _norm1 = LayerNorm(shape.Width, Epsilon);
        _attn = new(
            shape.Width,
            shape.Heads,
            options.QkvBias,
            options.RelativePositions
                ? window == 0
                    ? options.ImageSize / options.Patch
                    : window
                : null
        );
        _norm2 = LayerNorm(shape.Width, Epsilon);
        _mlp = new(shape.Width, (int)(shape.Width * options.MlpRatio));
        RegisterComponents();
    }

    /// <param name="tokens"><c>[B, h, w, C]</c>.</param>
    /// <param name="precision">What attention and perceptron compute with.</param>
    /// <returns>The same shape and type.</returns>
    public Tensor Transform(Tensor tokens, EncoderPrecision precision)
    {
        using var scope = NewDisposeScope();
        var attended = tokens.add(Attend(tokens, precision));
        return attended.add(_mlp.call(_norm2.call(attended).To(precision))).MoveToOuterDisposeScope();
    }

    private Tensor Attend(Tensor tokens, EncoderPrecision precision)
    {
        using var scope = NewDisposeScope();
        var (height, width) = ((int)tokens.shape[1], (int)tokens.shape[2]);
        var layout = _window == 0 ? TokenLayout.Global(height, width) : TokenLayout.Windowed(height, width, _window);
        var arranged = layout.Arrange(_norm1.call(tokens).To(precision).flatten(1, 2));
        return layout.Restore(_attn.Attend(arranged, layout)).view(tokens.shape).MoveToOuterDisposeScope();
    }
}

/// <summary>Linear, exact GELU, linear.</summary>
internal sealed class EncoderMlp : Module<Tensor, Tensor>
{
    [ComponentName(Name = "lin1")]
    private readonly Linear _lin1;

    [ComponentName(Name = "lin2")]
    private readonly Linear _lin2;

    public EncoderMlp(int width, int hidden)
        : base(nameof(EncoderMlp))
    {
        _lin1 = Linear(width, hidden);
        _lin2 = Linear(hidden, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => EncoderPerceptron.Apply(_lin1, _lin2, input);
}

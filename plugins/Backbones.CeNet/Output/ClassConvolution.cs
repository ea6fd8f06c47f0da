namespace Backbones.CeNet.Output;

/// <summary>A convolution 1x1 with bias from features to logits, under the names that the weights give it.</summary>
internal sealed class ClassConvolution : Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly ConvolutionLayer _conv;

    public ClassConvolution(int inputs, int classes)
        : base(nameof(ClassConvolution))
    {
        _conv = new(inputs, classes, 1, bias: true);
        RegisterComponents();
    }

    public override Tensor forward(Tensor features) => _conv.call(features);
}

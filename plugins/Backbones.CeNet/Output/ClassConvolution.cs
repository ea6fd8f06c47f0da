namespace Backbones.CeNet.Output;

/// <summary>A convolution 1x1 with bias from features to logits, under the names that the weights give it.</summary>
internal sealed class ClassConvolution : Module<Tensor, Tensor>
{
    private readonly ConvolutionLayer _conv;

    public ClassConvolution(int inputs, int classes)
        : base(nameof(ClassConvolution))
    {
        _conv = new(inputs, classes, 1, bias: true);
        register_module("conv", _conv);
    }

    public override Tensor forward(Tensor features) => _conv.call(features);
}

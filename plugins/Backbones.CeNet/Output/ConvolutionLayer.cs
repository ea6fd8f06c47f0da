using TorchSharp.Modules;

namespace Backbones.CeNet.Output;

/// <summary>A convolution under the name <c>conv</c>, as the weights have it.</summary>
internal sealed class ConvolutionLayer : Module<Tensor, Tensor>
{
    private readonly Conv2d _conv;

    public ConvolutionLayer(int inputs, int outputs, int kernel, bool bias = false)
        : base(nameof(ConvolutionLayer))
    {
        _conv = Conv2d(inputs, outputs, kernel, padding: kernel / 2, bias: bias);
        register_module("conv", _conv);
    }

    public override Tensor forward(Tensor maps) => _conv.call(maps);
}

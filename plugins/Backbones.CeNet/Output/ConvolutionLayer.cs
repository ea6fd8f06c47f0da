using TorchSharp.Modules;

namespace Backbones.CeNet.Output;

/// <summary>A convolution under the name <c>conv</c>, as the weights have it.</summary>
internal sealed class ConvolutionLayer : Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly Conv2d _conv;

    public ConvolutionLayer(int inputs, int outputs, int kernel, bool bias = false)
        : base(nameof(ConvolutionLayer))
    {
        _conv = Conv2d(inputs, outputs, kernel, padding: kernel / 2, bias: bias);
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps) => _conv.call(maps);
}

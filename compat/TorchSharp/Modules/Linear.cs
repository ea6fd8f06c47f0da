using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>An affine map of the last dimension.</summary>
public sealed class Linear : Module<Tensor, Tensor>
{
    internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype)
        : base(nameof(Linear))
    {
        in_features = inputSize;
        out_features = outputSize;
        weight = new Parameter(torch.empty(outputSize, inputSize, dtype, device));
        register_parameter(nameof(weight), weight);
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (!hasBias) return;
        bias = new Parameter(torch.empty(outputSize, dtype, device));
        register_parameter(nameof(bias), bias);
        var bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
        nn.init.uniform_(bias, -bound, bound);
    }

    public Parameter? bias { get; set; }

    public Parameter weight { get; set; }

    public long in_features { get; set; }

    public long out_features { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
}

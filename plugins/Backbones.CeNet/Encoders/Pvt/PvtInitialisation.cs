using TorchSharp.Modules;

namespace Backbones.CeNet.Encoders.Pvt;

/// <summary>
/// Fresh weights: linear layers from a normal distribution of deviation .02, convolutions from one of variance 2 over their outputs' connections,
/// biases 0.
/// </summary>
internal static class PvtInitialisation
{
    public static void Apply(Module network)
    {
        foreach (var module in network.modules())
        {
            switch (module)
            {
                case Linear linear:
                    // Published: cut at 2, a hundred deviations out, where none is. libtorch's cut numbers are NaN once in some millions.
                    init.normal_(linear.weight!, std: 0.02);
                    init.zeros_(linear.bias!);
                    break;
                case Conv2d convolution:
                    // Each output channel has its own group's connections alone.
                    var connections = convolution.weight!.shape[0] * convolution.weight.shape[2] * convolution.weight.shape[3] / convolution.groups;
                    init.normal_(convolution.weight, std: Math.Sqrt(2.0 / connections));
                    init.zeros_(convolution.bias!);
                    break;
            }
        }
    }
}

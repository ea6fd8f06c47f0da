using TorchSharp.Modules;

namespace Backbones.ProbUNet;

/// <summary>What convolutions hold before they are trained, from torch's default generator: as published.</summary>
internal static class StartingWeights
{
    private const double Spread = 1e-3;

    /// <summary>Weights after He et al. (2015), normal, for ReLU; biases nearly 0.</summary>
    public static void He(Module module) =>
        Fill(module, weight => init.kaiming_normal_(weight, mode: init.FanInOut.FanIn, nonlinearity: init.NonlinearityType.ReLU));

    /// <summary>Orthogonal weights (Saxe et al., 2014); biases nearly 0.</summary>
    public static void Orthogonal(Module module) => Fill(module, weight => init.orthogonal_(weight));

    private static void Fill(Module module, Action<Tensor> fill)
    {
        foreach (var convolution in module.modules().Append(module).OfType<Conv2d>())
        {
            fill(convolution.weight);
            init.trunc_normal_(convolution.bias!, 0, Spread, -2 * Spread, 2 * Spread);
        }
    }
}

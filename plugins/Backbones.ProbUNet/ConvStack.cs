using TorchSharp.Modules;

namespace Backbones.ProbUNet;

/// <summary>
/// Blocks of three convolutions 3x3 with bias, each followed by ReLU; before a block the map may be halved by its mean, sizes rounded up. It is a level of
/// the U-Net, and the whole encoder of prior and posterior.
/// </summary>
internal sealed class ConvStack : Module<Tensor, Tensor>
{
    private const int Convolutions = 3;

    [ComponentName(Name = "layers")]
    private readonly Sequential _layers;

    /// <param name="inputs">Channels of the input.</param>
    /// <param name="blocks">Channels of each block, and whether the map is halved before it.</param>
    public ConvStack(int inputs, params IEnumerable<(int Channels, bool Halves)> blocks)
        : base(nameof(ConvStack))
    {
        var layers = new List<Module<Tensor, Tensor>>();
        foreach (var (channels, halves) in blocks)
        {
            if (halves)
                layers.Add(AvgPool2d(2, stride: 2, ceil_mode: true));
            for (var i = 0; i < Convolutions; i++, inputs = channels)
                layers.AddRange([Conv2d(inputs, channels, 3, padding: 1), ReLU(inplace: true)]);
        }
        _layers = Sequential([.. layers]);
        StartingWeights.He(_layers);
        RegisterComponents();
    }

    /// <param name="input"><c>[B, C, H, W]</c>.</param>
    public override Tensor forward(Tensor input) => _layers.call(input);
}

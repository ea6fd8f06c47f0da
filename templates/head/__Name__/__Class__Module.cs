using TorchSharp.Modules;

namespace __Name__;

/// <summary>Features to one routing logit for each recipient, pixel by pixel: convolution 1x1, ReLU, convolution 1x1.</summary>
public sealed class __Class__Module : Module<Tensor, Tensor>
{
    [ComponentName(Name = "layers")]
    private readonly Sequential _layers;

    /// <summary>Builds it with freshly initialised weights, from torch's default generator.</summary>
    /// <param name="channels">Channels C of the features.</param>
    /// <param name="width">Channels in between.</param>
    /// <param name="recipients">J + 1: the segmentor and the experts.</param>
    public __Class__Module(int channels, int width, int recipients)
        : base(nameof(__Class__Module))
    {
        _layers = Sequential(Conv2d(channels, width, 1), ReLU(), Conv2d(width, recipients, 1));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => _layers.call(input);
}

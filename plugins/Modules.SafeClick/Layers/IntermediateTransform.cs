using TorchSharp.Modules;

namespace Modules.SafeClick.Layers;

/// <summary>The intermediate map at the size and with the channels of the embedding (Eq. 1): convolution, norm, activation.</summary>
internal sealed class IntermediateTransform : Module
{
    private const int Kernel = 3;

    [ComponentName(Name = "conv")]
    private readonly Conv2d _convolution;

    [ComponentName(Name = "norm")]
    private readonly Module<Tensor, Tensor> _norm;

    private readonly bool _isBatchNorm;

    /// <param name="channels">Channels of the intermediate map.</param>
    /// <param name="embedding">Channels C of the embedding.</param>
    /// <param name="stride">How many pixels of the intermediate map are one of the embedding, along each axis.</param>
    /// <param name="norm">What follows the convolution.</param>
    public IntermediateTransform(int channels, int embedding, int stride, IntermediateNorm norm)
        : base(nameof(IntermediateTransform))
    {
        _convolution = Conv2d(channels, embedding, Kernel, stride: stride, padding: Kernel / 2);
        _isBatchNorm = norm == IntermediateNorm.BatchNormRelu;
        _norm = _isBatchNorm ? BatchNorm2d(embedding) : new ChannelNorm(embedding);
        RegisterComponents();
    }

    /// <summary>The map as the first expert asks from it.</summary>
    /// <param name="map"><c>[B, C', H', W']</c>.</param>
    /// <param name="height">Rows H of the embedding.</param>
    /// <param name="width">Columns W of the embedding.</param>
    /// <returns><c>[B, C, H, W]</c>.</returns>
    public Tensor Apply(Tensor map, long height, long width)
    {
        using var scope = NewDisposeScope();
        var normed = _norm.call(_convolution.call(map));
        var active = _isBatchNorm ? normed.relu() : normed.gelu();
        if (active.shape[2] != height || active.shape[3] != width)
            active = functional.interpolate(active, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);
        return active.MoveToOuterDisposeScope();
    }
}

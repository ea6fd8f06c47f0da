namespace TorchSharp.Modules;

/// <summary>The geometry of a convolution.</summary>
internal sealed record ConvolutionShape(long InChannels, long OutChannels, long[] Kernel, long[] Stride, long[] Padding, long[] Dilation, long Groups, bool Bias)
{
    public Padding? PaddingType { get; init; }

    public PaddingModes PaddingMode { get; init; } = PaddingModes.Zeros;

    public long[] OutputPadding { get; init; } = [];

    public bool Transposed { get; init; }
}

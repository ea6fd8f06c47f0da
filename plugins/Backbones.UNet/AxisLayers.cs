namespace Backbones.UNet;

/// <summary>The layers of a U-Net for images and for volumes, which differ in the number of their axes alone.</summary>
internal static class AxisLayers
{
    public static Module<Tensor, Tensor> Convolution(int axes, int inputs, int outputs, int side, int padding, bool bias) =>
        axes == 2 ? Conv2d(inputs, outputs, side, padding: padding, bias: bias) : Conv3d(inputs, outputs, side, padding: padding, bias: bias);

    public static Module<Tensor, Tensor> Normalisation(int axes, int channels) => axes == 2 ? BatchNorm2d(channels) : BatchNorm3d(channels);

    /// <summary>Doubles every axis by a convolution.</summary>
    public static Module<Tensor, Tensor> Transposed(int axes, int inputs, int outputs) =>
        axes == 2 ? ConvTranspose2d(inputs, outputs, 2, stride: 2) : ConvTranspose3d(inputs, outputs, 2, stride: 2);

    /// <summary>Doubles every axis linearly.</summary>
    public static Module<Tensor, Tensor> Doubling(int axes) =>
        Upsample(scale_factor: [.. Enumerable.Repeat(2.0, axes)], mode: axes == 2 ? UpsampleMode.Bilinear : UpsampleMode.Trilinear, align_corners: true);
}

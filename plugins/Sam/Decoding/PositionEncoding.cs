namespace Backbones.Sam;

/// <summary>Coordinates as sines and cosines of random frequencies (Tancik et al. 2020), which the checkpoint holds.</summary>
internal sealed class PositionEncoding : Module
{
    [ComponentName(Name = "positional_encoding_gaussian_matrix")]
    private readonly Tensor _frequencies;

    /// <param name="channels">Channels of an encoding, an even number.</param>
    public PositionEncoding(int channels)
        : base(nameof(PositionEncoding))
    {
        _frequencies = randn(2, channels / 2);
        RegisterComponents();
    }

    /// <summary>Every token's place in a map, at its centre: <c>[1, C, h, w]</c>.</summary>
    public Tensor Grid(long height, long width)
    {
        using var scope = NewDisposeScope();
        var rows = Centres(height).view(-1, 1).expand(height, width);
        var columns = Centres(width).view(1, -1).expand(height, width);
        return Encode(stack([columns, rows], 2)).permute(2, 0, 1).unsqueeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>Points in pixels.</summary>
    /// <param name="points">float32 <c>[P, N, 2]</c>: x, y; whole numbers are the upper left corners of pixels, whose centres are encoded.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="width">Columns of the image.</param>
    /// <returns><c>[P, N, C]</c>.</returns>
    public Tensor Points(Tensor points, long height, long width)
    {
        using var scope = NewDisposeScope();
        using var size = tensor([(float)width, height], device: points.device);
        return Encode(points.add(0.5f).div(size)).MoveToOuterDisposeScope();
    }

    private Tensor Centres(long length) => arange(length, dtype: _frequencies.dtype, device: _frequencies.device).add(0.5f).div(length);

    // Coordinates from 0 to 1, [..., 2], to [..., C].
    private Tensor Encode(Tensor coordinates)
    {
        var angles = coordinates.to(_frequencies.dtype).mul(2).sub(1).matmul(_frequencies).mul(2 * Math.PI);
        return cat([angles.sin(), angles.cos()], -1);
    }
}

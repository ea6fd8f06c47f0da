namespace Backbones.Layers;

/// <summary>
/// Matrix products as convolutions 1x1. libtorch's products are MKL's, which are slow on processors that are not Intel's; its convolutions
/// are oneDNN's, and two to three times as fast there.
/// </summary>
internal static class Products
{
    /// <summary>From so many rows on a convolution is worth its preparation.</summary>
    private const long ManyRows = 128;

    /// <summary>Whether products of these rows are faster as convolutions: many of them, one below the other in memory, on the CPU.</summary>
    /// <param name="rows"><c>[…, C]</c>.</param>
    public static bool AreConvolutions(Tensor rows) => rows.device_type == DeviceType.CPU && rows.is_contiguous() && rows.numel() / rows.shape[^1] >= ManyRows;

    /// <summary>Every row times every other, as a convolution.</summary>
    /// <param name="rows"><c>[…, C]</c>, contiguous.</param>
    /// <param name="others"><c>[M, C]</c>, contiguous, of the same type.</param>
    /// <param name="bias"><c>[M]</c>, or null.</param>
    /// <returns><c>[…, M]</c>.</returns>
    public static Tensor Convolve(Tensor rows, Tensor others, Tensor? bias = null)
    {
        using var scope = NewDisposeScope();
        var (shape, channels) = (rows.shape, rows.shape[^1]);
        // Rows one below the other are a map with the channels last in memory: nothing is copied.
        var map = rows.view(1, -1, 1, channels).permute(0, 3, 1, 2);
        var result = functional.conv2d(map, others.view(others.shape[0], channels, 1, 1), bias);
        return result.permute(0, 2, 3, 1).reshape([.. shape[..^1], others.shape[0]]).MoveToOuterDisposeScope();
    }
}

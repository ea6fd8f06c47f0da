namespace DeferredSeg.PluginKit.Trials;

/// <summary>How far two tensors are apart.</summary>
internal static class Comparison
{
    /// <summary>What the contract calls the same where the order of sums may differ: this much of the largest value.</summary>
    public const double Tolerance = 1e-5;

    /// <summary>Whether shapes and values are the same, bit for bit.</summary>
    public static bool AreEqual(Tensor found, Tensor expected)
    {
        using var scope = torch.NewDisposeScope();
        return found.dtype == expected.dtype && found.shape.SequenceEqual(expected.shape) && found.eq(expected).all().item<bool>();
    }

    /// <summary>The largest difference, in units of the largest expected value; infinite where the shapes differ.</summary>
    public static double Relative(Tensor found, Tensor expected)
    {
        if (!found.shape.SequenceEqual(expected.shape))
            return double.PositiveInfinity;
        if (found.numel() == 0)
            return 0;
        using var scope = torch.NewDisposeScope();
        using var mode = torch.no_grad();
        var reference = expected.to(torch.ScalarType.Float64);
        var difference = found.to(torch.ScalarType.Float64).sub(reference).abs().max().item<double>();
        return difference == 0 ? 0 : difference / reference.abs().max().item<double>();
    }

    /// <summary>A tensor's type and shape, for example <c>Float32 [1, 2, 8, 8]</c>.</summary>
    public static string Describe(Tensor tensor) => $"{tensor.dtype} [{string.Join(", ", tensor.shape)}]";
}

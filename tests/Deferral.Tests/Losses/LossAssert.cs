using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Losses;

/// <summary>Comparisons whose failure says how far off.</summary>
internal static class LossAssert
{
    public static void Close(double expected, Tensor actual, double relative, string what)
    {
        Assert.Equal(0, actual.dim());
        var found = actual.to_type(ScalarType.Float64).ToDouble();
        // The absolute part is for terms that are sums of larger numbers.
        Assert.True(Math.Abs(found - expected) <= relative * Math.Abs(expected) + relative * 1e-6, $"{what} is {found:R}, expected {expected:R}.");
    }

    /// <summary>Each value within the relative tolerance of itself, or within its millionth of the largest value: gradients cancel.</summary>
    public static void Close(Tensor expected, Tensor actual, double relative, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        var difference = (actual.detach().to_type(ScalarType.Float64) - expected).abs();
        var allowed = expected.abs() * relative + expected.abs().max() * (relative * (relative > 1e-6 ? 1e-2 : 1e-6));
        var off = difference.le(allowed).logical_not().sum().ToInt64();
        Assert.True(
            off == 0,
            $"{what}: {off} of {expected.numel()} values are off; the largest difference is {difference.max().ToDouble()} where "
                + $"the largest value is {expected.abs().max().ToDouble()}."
        );
    }

    public static void Finite(Tensor values, string what) => Assert.True(values.isfinite().all().ToBoolean(), $"{what} is not finite.");
}

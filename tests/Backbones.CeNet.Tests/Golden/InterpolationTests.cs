namespace Backbones.CeNet.Tests.Golden;

/// <summary>Resizing by a factor samples by that factor, not by the ratio of the rounded sizes; the edges depend on it.</summary>
public sealed class InterpolationTests : ScopedTensorTest
{
    [Theory]
    [InlineData(0.8)]
    [InlineData(0.75)]
    [InlineData(0.6)]
    [InlineData(0.4)]
    [InlineData(0.3)]
    public void Down_and_up_again_equals_the_original(double scale)
    {
        using var golden = new GoldenFile("modules");
        var name = FormattableString.Invariant($"interp/scale{scale}");
        var input = golden.Tensor("interp/in");

        var small = nn.functional.interpolate(input, scale_factor: [scale, scale], mode: InterpolationMode.Bilinear, align_corners: false);
        var back = nn.functional.interpolate(small, input.shape[2..], mode: InterpolationMode.Bilinear, align_corners: false);

        Close.To(golden.Tensor(name), small, 2e-5, name);
        Close.To(golden.Tensor($"{name}.back"), back, 2e-5, $"{name}.back");
    }

    [Fact]
    public void Enlarging_seven_times_with_aligned_corners_equals_the_original()
    {
        using var golden = new GoldenFile("modules");

        // Of the means of 7 by 7 fields, as in the decoder's fourth branch.
        var fields = nn.functional.adaptive_avg_pool2d(golden.Tensor("interp/in"), 7);
        var large = nn.functional.interpolate(fields, scale_factor: [7, 7], mode: InterpolationMode.Bilinear, align_corners: true);

        Close.To(golden.Tensor("interp/up7_align_corners"), large, 2e-5, "up7_align_corners");
    }
}

using DeferredSeg.Deferral.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Snapshots;

public sealed class RoutingSnapshotRefusalTests : TensorTest
{
    public static TheoryData<long[]> NoRouting =>
        new()
        {
            { [1, 2, 3, 3] },
            { [1, 1, 2, 2, 3, 3] },
            { [1, 0, 2, 3, 3] },
            { [1, 1, 1, 3, 3] },
            { [0, 1, 2, 3, 3] },
            { [1, 1, 2, 0, 3] },
        };

    [Theory]
    [MemberData(nameof(NoRouting))]
    public void Logits_of_another_shape_are_refused(long[] shape) => Refused(zeros(shape), null, null, "shape [", "expected");

    [Theory]
    [InlineData(129, 3)]
    [InlineData(3, 129)]
    public void A_map_that_is_too_large_is_refused_unless_it_is_left_out(int height, int width)
    {
        Refused(zeros([1, 1, 2, height, width]), null, null, $"{height} rows and {width} columns", "128 by 128", "Maps");

        using var logits = zeros([1, 1, 2, height, width]);
        var text = RoutingSnapshot.Of(logits, options: new() { Maps = false });
        Assert.EndsWith($"channel 0: {height * width} pixels, rows 0-{height - 1}, columns 0-{width - 1}, margin 0.000", text);
    }

    [Fact]
    public void The_largest_map_is_written()
    {
        using var logits = zeros([1, 1, 2, 128, 128]);

        Assert.Equal(128, RoutingSnapshot.Of(logits).Split('\n').Count(line => line == new string('.', 128)));
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "plus infinity")]
    public void Logits_without_a_probability_are_refused(float value, string part)
    {
        var logits = zeros([1, 1, 3, 2, 2]);
        logits.select(2, 1).fill_(value).Dispose();
        Refused(logits, null, null, part);
    }

    [Fact]
    public void Minus_infinity_is_an_expert_who_is_absent()
    {
        using var logits = zeros([1, 1, 3, 2, 2]);
        logits.select(2, 1).fill_(float.NegativeInfinity).Dispose();

        Assert.Contains("channel 1: 0 pixels, share 0.000, soft load 0.000", RoutingSnapshot.Of(logits));
        Refused(full([1, 1, 3, 2, 2], float.NegativeInfinity), null, null, "minus infinity");
    }

    [Fact]
    public void A_predictor_that_does_not_fit_is_refused()
    {
        Refused(zeros([1, 1, 2, 3, 4]), zeros(1, 1, 4, 3), null, "[1, 1, 4, 3]", "[1, 1, 3, 4]");
        Refused(zeros([1, 1, 2, 3, 4]), full(1, 1, 3, 4, float.NaN), null, "predictor", "NaN");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Digits_out_of_range_are_refused(int digits) => Refused(zeros([1, 1, 2, 3, 4]), null, new() { Digits = digits }, "1 to 6");

    /// <summary>And neither a refusal nor a text leaves a tensor.</summary>
    private static void Refused(Tensor logits, Tensor? predictor, RoutingSnapshotOptions? options, params string[] parts)
    {
        var live = Tensor.TotalCount;
        var message = Assert.ThrowsAny<ArgumentException>(() => RoutingSnapshot.Of(logits, predictor, options)).Message;
        Assert.Equal(live, Tensor.TotalCount);
        foreach (var part in parts)
            Assert.Contains(part, message);
        logits.Dispose();
        predictor?.Dispose();
    }
}

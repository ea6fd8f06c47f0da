namespace Heads.RoutingChannels.Tests;

/// <summary>Nothing but the result outlives a call, with and without a scope around it, and after a refusal.</summary>
public sealed class OwnershipTests : TensorTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Only_the_result_is_left_and_it_is_the_callers(bool native)
    {
        using var head = new RoutingChannelsHead(new RoutingChannelsOptions(), 2, 4, 1, native);
        using var segmentation = HeadTests.Segmentation(2, 4, 1, [4, 4], [8, 8], native ? new(randn([2, 1, 3, 8, 8])) : null);
        var before = Tensor.TotalCount;

        using (var output = head.Route(segmentation))
            Assert.Equal(before + 2, Tensor.TotalCount);
        Assert.Equal(before, Tensor.TotalCount);
        using (NewDisposeScope())
        {
            head.Route(segmentation);
            Assert.Equal(before + 2, Tensor.TotalCount);
        }
        Assert.Equal(before, Tensor.TotalCount);
        Assert.False(segmentation.Features!.IsInvalid);
    }

    [Fact]
    public void A_refusal_or_cancellation_leaves_nothing()
    {
        using var head = new RoutingChannelsHead(new RoutingChannelsOptions(), 2, 4, 1, nativeRouting: true);
        using var wrong = HeadTests.Segmentation(1, 4, 1, [4, 4], [4, 4], new(randn([1, 1, 3, 4, 4]), randn([1, 2, 4, 4])));
        var before = Tensor.TotalCount;

        Assert.Throws<ArgumentException>(() => head.Route(wrong));
        Assert.Throws<OperationCanceledException>(() => head.Route(wrong, new CancellationToken(canceled: true)));

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Theory]
    [InlineData(
        new long[] { 1, 1, 4, 4 },
        new long[] { 1, 3, 4, 4 },
        "features of the shape [1, 4, h, w] (feature channels 4, two spatial axes), not [1, 3, 4, 4]"
    )]
    [InlineData(new long[] { 1, 1, 4, 4 }, new long[] { 2, 4, 4, 4 }, "features of the shape [1, 4, h, w]")]
    [InlineData(new long[] { 1, 1, 4, 4 }, new long[] { 1, 4, 4, 4, 4 }, "two spatial axes), not [1, 4, 4, 4, 4]")]
    [InlineData(
        new long[] { 1, 1, 4, 4, 4 },
        new long[] { 1, 4, 4, 4, 4 },
        "logits of the shape [P, 1, H', W'] (classes 1, two spatial axes), not [1, 1, 4, 4, 4]"
    )]
    [InlineData(new long[] { 1, 2, 4, 4 }, new long[] { 1, 4, 4, 4 }, "(classes 1, two spatial axes), not [1, 2, 4, 4]")]
    public void Maps_of_another_shape_or_rank_are_refused(long[] logits, long[] features, string expected)
    {
        using var head = new RoutingChannelsHead(new RoutingChannelsOptions(), 2, 4, 1);
        using var segmentation = new SegmentationOutput(zeros(logits), zeros(features));

        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => head.Route(segmentation)).Message);
    }
}

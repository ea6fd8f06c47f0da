namespace Heads.RoutingChannels.Tests;

public sealed class NativeRoutingTests : ScopedTensorTest
{
    [Fact]
    public void Native_routing_passes_through_with_its_gradient_and_the_heads_predictor_fills_in()
    {
        using var head = new RoutingChannelsHead(new RoutingChannelsOptions(), 2, 4, 3, nativeRouting: true);
        var native = randn([2, 1, 3, 8, 6]).requires_grad_();
        var segmentation = HeadTests.Segmentation(2, 4, 3, [4, 3], [8, 6], new(native));
        using var output = head.Route(segmentation);

        Assert.Equal(0, (output.RoutingLogits - native).abs().max().ToDouble());
        Assert.Equal([2, 1, 8, 6], output.PredictorLogit!.shape);
        output.RoutingLogits.sum().backward();
        Assert.Equal(1, native.grad!.min().ToDouble());

        // The handles are two: the caller disposes what went in and what came out, in any order.
        segmentation.Dispose();
        Assert.True(native.IsInvalid);
        Assert.Equal(2 * 3 * 8 * 6, output.RoutingLogits.flatten().data<float>().ToArray().Length);
    }

    [Fact]
    public void A_native_predictor_goes_before_the_heads_own()
    {
        using var head = new RoutingChannelsHead(new RoutingChannelsOptions(RoutesPerClass: true), 1, 4, 2, nativeRouting: true);
        using var segmentation = HeadTests.Segmentation(1, 4, 2, [4, 4], [4, 4], new(randn([1, 2, 2, 4, 4]), randn([1, 1, 4, 4])));
        using var output = head.Route(segmentation);

        Assert.Equal(0, (output.PredictorLogit! - segmentation.PredictorLogit!).abs().max().ToDouble());
        Assert.NotSame(segmentation.PredictorLogit, output.PredictorLogit);
    }

    [Fact]
    public void Without_the_option_there_is_no_predictor_even_if_the_backbone_has_one()
    {
        using var head = new RoutingChannelsHead(new RoutingChannelsOptions(Predictor: false), 1, 4, 1, nativeRouting: true);
        using var segmentation = HeadTests.Segmentation(1, 4, 1, [4, 4], [4, 4], new(randn([1, 1, 2, 4, 4]), randn([1, 1, 4, 4])));
        using var output = head.Route(segmentation);

        Assert.Null(output.PredictorLogit);
    }

    [Fact]
    public void Missing_native_routing_is_refused_and_the_message_says_how_to_mend_it()
    {
        using var head = new RoutingChannelsHead(new RoutingChannelsOptions(), 2, 4, 1, nativeRouting: true);
        using var segmentation = HeadTests.Segmentation(1, 4, 1, [4, 4], [4, 4]);

        Assert.Contains("AddRoutingChannels(2)", Assert.Throws<ArgumentException>(() => head.Route(segmentation)).Message);
    }

    [Theory]
    [InlineData(new long[] { 1, 1, 4, 4, 4 })]
    [InlineData(new long[] { 1, 2, 3, 4, 4 })]
    [InlineData(new long[] { 2, 1, 3, 4, 4 })]
    [InlineData(new long[] { 1, 1, 3, 2, 2 })]
    [InlineData(new long[] { 1, 3, 4, 4 })]
    public void Native_routing_of_another_shape_is_refused(long[] shape)
    {
        using var head = new RoutingChannelsHead(new RoutingChannelsOptions(), 2, 4, 1, nativeRouting: true);
        using var segmentation = HeadTests.Segmentation(1, 4, 1, [4, 4], [4, 4], new(randn(shape)));

        var message = Assert.Throws<ArgumentException>(() => head.Route(segmentation)).Message;
        Assert.Contains("native routing logits of the shape [1, 1, 3, 4, 4]", message);
        Assert.Contains($"not [{string.Join(", ", shape)}]", message);
    }

    [Fact]
    public void A_native_predictor_of_another_shape_is_refused()
    {
        using var head = new RoutingChannelsHead(new RoutingChannelsOptions(), 2, 4, 1, nativeRouting: true);
        using var segmentation = HeadTests.Segmentation(1, 4, 1, [4, 4], [4, 4], new(randn([1, 1, 3, 4, 4]), randn([1, 3, 4, 4])));

        Assert.Contains("native predictor logit of the shape [1, 1, 4, 4]", Assert.Throws<ArgumentException>(() => head.Route(segmentation)).Message);
    }
}

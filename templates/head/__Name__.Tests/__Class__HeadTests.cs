using DeferredSeg.Abstractions.Backbones;
using TorchSharp;
using Xunit;

namespace __Name__.Tests;

public sealed class __Class__HeadTests
{
    [Fact]
    public void The_routing_has_the_size_of_the_logits_and_a_channel_for_each_recipient()
    {
        using var scope = torch.NewDisposeScope();
        using var head = new __Class__Head(new(), channels: 4, experts: 3);
        using var segmentation = new SegmentationOutput(torch.rand(2, 1, 8, 10), torch.rand(2, 4, 4, 5));

        using var routing = head.Route(segmentation);

        Assert.Equal([2, 1, 4, 8, 10], routing.RoutingLogits.shape);
    }
}

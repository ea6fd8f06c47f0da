using TorchSharp;
using Xunit;

namespace Backbones.LwNet.Tests;

public sealed class WNetTests
{
    [Fact]
    public void It_has_as_many_weights_as_the_published_network()
    {
        using var scope = torch.NewDisposeScope();
        using var network = new WNet(new());

        // Batch normalisation's buffers among them.
        Assert.Equal(69_572, network.state_dict().Sum(entry => entry.Value.numel()));
    }

    [Fact]
    public void The_second_network_sees_what_the_first_made_of_the_image()
    {
        torch.manual_seed(0);
        using var scope = torch.NewDisposeScope();
        using var network = new WNet(new());
        network.eval();
        var image = torch.rand(1, 3, 16, 16);
        var before = network.call(image);

        using (torch.no_grad())
            network.get_parameter("unet1.final.bias")!.add_(1);

        Assert.False(network.call(image).allclose(before));
    }
}

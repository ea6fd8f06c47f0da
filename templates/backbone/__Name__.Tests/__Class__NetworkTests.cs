using TorchSharp;
using Xunit;

namespace __Name__.Tests;

public sealed class __Class__NetworkTests
{
    [Fact]
    public void A_step_of_training_makes_the_loss_smaller()
    {
        torch.manual_seed(0);
        using var scope = torch.NewDisposeScope();
        using var network = new __Class__Network(new());
        var images = torch.rand(2, 1, 16, 16);
        var truth = images.gt(0.5).to(torch.ScalarType.Float32);
        using var optimizer = torch.optim.Adam(network.parameters(), 0.01);

        var losses = Enumerable.Range(0, 20).Select(_ =>
        {
            optimizer.zero_grad();
            var loss = torch.nn.functional.binary_cross_entropy_with_logits(network.call(images), truth);
            loss.backward();
            optimizer.step();
            return loss.ToSingle();
        }).ToList();

        Assert.True(losses[^1] < losses[0] / 2, $"The loss went from {losses[0]} to {losses[^1]}.");
    }
}

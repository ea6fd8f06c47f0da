namespace Backbones.Exported.Tests;

/// <summary>A model file whose parameters are trained.</summary>
public sealed class TrainedTests : ScopedTensorTest
{
    [Theory]
    [InlineData("net2d_traced.pt")]
    [InlineData("net2d_scripted.pt")]
    public void The_loss_falls_and_weights_go_from_one_to_another(string file)
    {
        using var first = (ITrainableBackbone)Files.Open(Files.At(file), "trained=true");
        using var second = (ITrainableBackbone)Files.Open(Files.At(file), "trained=true");
        var image = Files.Golden("net2d.image");
        using var target = (image[.., ..1] > 0.5).to_type(ScalarType.Float32);
        Assert.NotEmpty(first.Module.parameters());
        Assert.All(first.Module.parameters(), parameter => Assert.True(parameter.requires_grad));
        using (var optimizer = optim.Adam(first.Module.parameters(), 1e-2))
        {
            first.Module.train();
            List<double> losses = [];
            for (var step = 0; step < 8; step++)
            {
                using var scope = NewDisposeScope();
                optimizer.zero_grad();
                using var output = first.Run(image);
                var loss = nn.functional.binary_cross_entropy_with_logits(output.Logits, target);
                loss.backward();
                optimizer.step();
                losses.Add(loss.ToDouble());
            }
            Assert.True(losses[^1] < 0.95 * losses[0], string.Join(", ", losses));
        }
        first.Module.eval();
        using var learnt = first.Run(image);
        using (no_grad())
        using (NewDisposeScope())
        {
            var state = second.Module.state_dict();
            foreach (var (name, tensor) in first.Module.state_dict())
                state[name].copy_(tensor);
        }
        using var same = second.Run(image);
        Assert.Equal(0, Files.Apart(learnt.Logits, same.Logits));
    }

    [Fact]
    public void A_frozen_model_leaves_no_graph()
    {
        using var backbone = Files.Open(Files.At("net2d_traced.pt"));
        using var output = backbone.Run(Files.Golden("net2d.image"));
        Assert.False(output.Logits.requires_grad);
        Assert.IsNotAssignableFrom<ITrainableBackbone>(backbone);
    }
}

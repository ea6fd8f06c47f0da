namespace Backbones.CeNet.Tests.Parts;

public sealed class ResNetEncoderTests : ScopedTensorTest
{
    [Fact]
    public void It_is_ResNet_18_without_its_classifier()
    {
        using var encoder = new ResNetEncoder(EncoderPrecision.Float32);
        encoder.eval();
        using var frozen = no_grad();

        var maps = encoder.call(randn(2, 3, 64, 96));

        // 11,689,512 parameters are known of the whole, 513,000 of them the classifier's.
        Assert.Equal(11_689_512 - 513_000, encoder.parameters().Sum(parameter => parameter.numel()));
        Assert.Equal(
            ["layer2.0.downsample.0.weight", "layer2.0.downsample.1.weight"],
            encoder.named_parameters().Select(entry => entry.name).Where(name => name.StartsWith("layer2.0.downsample.") && name.EndsWith("weight"))
        );
        foreach (var (map, stage) in maps.Select((map, stage) => (map, stage)))
            Assert.Equal([2, 64 << stage, 16 >> stage, 24 >> stage], map.shape);
    }

    [SkippableFact]
    public void A_network_with_it_computes_and_learns()
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") == "1", "heavy; ./test --long runs it");
        using var network = new CeNet(new CeNetOptions(Encoder: EncoderKind.ResNet18, InputChannels: 1, Classes: 3));
        network.train();

        network.call(randn(2, 1, 224, 224)).square().mean().backward();

        Assert.All(
            network.named_parameters(),
            entry =>
                Assert.True(
                    entry.parameter.grad is { } gradient && gradient.isfinite().all().ToBoolean(),
                    $"{entry.name} has no finite gradient (seed {Seed})."
                )
        );
    }
}

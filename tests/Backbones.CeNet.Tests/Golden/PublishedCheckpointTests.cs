using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using Shared.Checkpoints;

namespace Backbones.CeNet.Tests.Golden;

/// <summary>Checkpoints with the names and shapes of the published networks.</summary>
public sealed class PublishedCheckpointTests : ScopedTensorTest
{
    [SkippableTheory]
    [InlineData("official_pvt_v2_b0.keys.txt", EncoderKind.PvtV2B0, "pth", false)]
    [InlineData("official_pvt_v2_b0.keys.txt", EncoderKind.PvtV2B0, "safetensors", false)]
    [InlineData("official_pvt_v2_b2.keys.txt", EncoderKind.PvtV2B2, "pth", false)]
    [InlineData("official_pvt_v2_b2.keys.txt", EncoderKind.PvtV2B2, "safetensors", true)]
    public void Every_tensor_of_the_published_list_is_loaded_and_none_is_left(string list, EncoderKind encoder, string extension, bool isHeavy)
    {
        Skip.If(isHeavy && Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        var path = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.{extension}");
        using var checkpoint = new ListedCheckpoint(GoldenFile.PathOf(list));
        using var network = new CeNet(new CeNetOptions(Encoder: encoder));
        try
        {
            checkpoint.Save(path);
            using var file = WeightFile.Open(path);
            ModuleWeights.Load(network, file);
        }
        finally
        {
            File.Delete(path);
        }

        var state = network.state_dict();
        Assert.Equal(checkpoint.Names.Order(StringComparer.Ordinal), state.Keys.Order(StringComparer.Ordinal));
        foreach (var name in checkpoint.Names)
            Assert.True(checkpoint.Expected(name).Equals(state[name]), $"{name} (seed {Seed})");
    }
}

using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using Shared.Checkpoints;

namespace Backbones.MedSam.Tests;

/// <summary>A checkpoint of the published ViT-B's size, by its list of names.</summary>
public sealed class PublishedCheckpointTests : ScopedTensorTest
{
    [SkippableTheory]
    [InlineData("pth", false)]
    [InlineData("safetensors", true)]
    public void Every_tensor_of_the_published_list_is_loaded_and_none_is_left(string extension, bool isHeavy)
    {
        Skip.If(isHeavy && Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        var path = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.{extension}");
        using var checkpoint = new ListedCheckpoint(GoldenMedSam.PathOf("official_vit_b_1024.keys.txt"));
        using var backbone = new MedSamBackbone(new());
        try
        {
            checkpoint.Save(path);
            using var file = WeightFile.Open(path);
            using var scope = NewDisposeScope();
            backbone.ImportWeights(file.Tensors.ToDictionary(tensor => tensor.Name, tensor => ModuleWeights.Read(file, tensor)));
        }
        finally
        {
            File.Delete(path);
        }

        var state = backbone.Network.state_dict();
        Assert.Equal(checkpoint.Names.Order(StringComparer.Ordinal), state.Keys.Order(StringComparer.Ordinal));
        foreach (var name in checkpoint.Names)
        {
            using var scope = NewDisposeScope();
            Assert.True(checkpoint.Expected(name).Equals(state[name]), $"{name} (seed {Seed})");
        }
    }
}

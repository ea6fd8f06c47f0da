using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using Shared.Checkpoints;

namespace Backbones.Sam2.Tests;

/// <summary>Published checkpoints, by their lists of names and by small files of their layouts.</summary>
public sealed class CheckpointTests : ScopedTensorTest
{
    public static TheoryData<string, HieraSize, bool> Published =>
        new()
        {
            { "sam2_hiera_tiny", HieraSize.Tiny, false },
            { "sam2.1_hiera_tiny", HieraSize.Tiny, false },
            { "sam2_hiera_small", HieraSize.Small, false },
            { "sam2.1_hiera_small", HieraSize.Small, false },
            { "sam2_hiera_base_plus", HieraSize.BasePlus, false },
            { "sam2.1_hiera_base_plus", HieraSize.BasePlus, false },
            { "sam2_hiera_large", HieraSize.Large, true },
            { "sam2.1_hiera_large", HieraSize.Large, true },
        };

    [SkippableTheory]
    [MemberData(nameof(Published))]
    public void Names_types_and_shapes_are_the_published_checkpoints_without_the_memory(string name, HieraSize size, bool isHeavy)
    {
        SkipHeavy(isHeavy);
        using var network = new Sam2Network(new(size));

        var keys = network
            .state_dict()
            .Select(entry => $"{entry.Key}\t{entry.Value.dtype.ToString().ToLowerInvariant()}\t[{string.Join(", ", entry.Value.shape)}]")
            .ToList();

        var published = File.ReadAllLines(GoldenSam2.PathOf($"official_{name}.keys.txt")).Where(line => !line.StartsWith('#')).ToList();
        var memory = published.Where(line => Sam2Network.Memory.Any(one => IsCalled(line.Split('\t')[0], one))).ToList();
        Assert.Equal(published.Except(memory).Order(StringComparer.Ordinal), keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            name.StartsWith("sam2.1", StringComparison.Ordinal),
            memory.Any(line => line.StartsWith("no_obj_embed_spatial", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData("sam2_hiera_tiny", HieraSize.Tiny)]
    [InlineData("sam2_hiera_small", HieraSize.Small)]
    [InlineData("sam2_hiera_base_plus", HieraSize.BasePlus)]
    [InlineData("sam2_hiera_large", HieraSize.Large)]
    public void Blocks_are_the_published_ones(string name, HieraSize size)
    {
        var published = GoldenSam2.Json("official_configs.json").GetProperty($"official_{name}");
        int[] Numbers(string key) => [.. published.GetProperty(key).EnumerateArray().Select(number => number.GetInt32())];
        var blocks = HieraShape.Of(new(size)).Blocks;

        Assert.Equal(Numbers("window_of_block"), blocks.Select(block => block.Window));
        Assert.Equal(Numbers("heads"), blocks.Select(block => block.Heads));
        Assert.Equal(Numbers("pool_blocks"), blocks.Index().Where(block => block.Item.Pools).Select(block => block.Index));
        Assert.Equal(Numbers("stage_ends"), blocks.Index().Where(block => block.Item.EndsStage).Select(block => block.Index));
        Assert.Equal(
            published.GetProperty("dims").EnumerateArray().Select(pair => (pair[0].GetInt32(), pair[1].GetInt32())),
            blocks.Select(block => (block.Inputs, block.Width))
        );
        Assert.Equal(32, HieraShape.Of(new(size)).SizeMultiple);
    }

    [SkippableTheory]
    [InlineData("sam2_hiera_tiny", "pth", false)]
    [InlineData("sam2.1_hiera_tiny", "safetensors", true)]
    public void Every_tensor_of_the_published_list_is_loaded(string name, string extension, bool isHeavy)
    {
        SkipHeavy(isHeavy);
        var path = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.{extension}");
        using var checkpoint = new ListedCheckpoint(GoldenSam2.PathOf($"official_{name}.keys.txt"));
        using var backbone = new Sam2Backbone(new());
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

        foreach (var (key, tensor) in backbone.Network.state_dict())
        {
            using var scope = NewDisposeScope();
            Assert.True(checkpoint.Expected(key).Equals(tensor), $"{key} (seed {Seed})");
        }
    }

    [Theory]
    [InlineData("official", "")]
    [InlineData("medical2d", "")]
    [InlineData("medical3d_bf16", "bf16.")]
    public void The_networks_part_of_each_layout_is_found(string layout, string prefix)
    {
        using var backbone = new Sam2Backbone(GoldenSam2.Options("tiny21"));
        using var file = WeightFile.Open(GoldenSam2.PathOf($"checkpoint_{layout}_style.pth"));

        var part = new WeightParts(ModuleWeights.Expected(backbone.Module), file, null).ByNames[0];

        Assert.Equal(9, part.Tensors.Count);
        foreach (var info in part.Tensors)
        {
            using var scope = NewDisposeScope();
            var expected = GoldenSam2.Read("checkpoint_styles.safetensors", prefix + info.Name);
            GoldenSam2.Close(expected, ModuleWeights.Read(part, info).to(ScalarType.Float32), 0, info.Name);
        }
    }

    [Theory]
    [InlineData("tiny21")]
    [InlineData("variant")]
    public void Weights_of_both_versions_load_before_and_after_routing_was_added(string network)
    {
        var weights = GoldenSam2.Weights(network);
        using var plain = new Sam2Backbone(GoldenSam2.Options(network));
        using var routed = new Sam2Backbone(GoldenSam2.Options(network));
        routed.AddRoutingChannels(5);
        var fresh = routed.Network.get_parameter("routing_tokens.weight")!.clone();

        plain.ImportWeights(weights.Where(entry => !entry.Key.StartsWith("memory_")).ToDictionary());
        routed.ImportWeights(weights);

        foreach (var (name, tensor) in plain.Network.state_dict())
        {
            GoldenSam2.Close(weights[name], tensor, 0, name);
            GoldenSam2.Close(weights[name], routed.Network.state_dict()[name], 0, name);
        }
        GoldenSam2.Close(fresh, routed.Network.get_parameter("routing_tokens.weight")!, 0);
    }

    [Fact]
    public void Half_precision_is_converted()
    {
        using var backbone = new Sam2Backbone(GoldenSam2.Options("tiny21"));

        backbone.ImportWeights(GoldenSam2.Weights("tiny21").ToDictionary(entry => entry.Key, entry => entry.Value.to(ScalarType.BFloat16)));

        Assert.All(backbone.Network.state_dict(), entry => Assert.Equal(ScalarType.Float32, entry.Value.dtype));
    }

    [Fact]
    public void Other_weights_are_refused_in_one_message_and_change_nothing()
    {
        using var backbone = new Sam2Backbone(GoldenSam2.Options("tiny21"));
        backbone.AddRoutingChannels(2);
        var before = backbone.Network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        var weights = GoldenSam2.Weights("tiny21");

        Refused("These are not the weights of this Sam2: 'image_encoder.trunk.", GoldenSam2.Weights("variant"));
        Refused("'sam_mask_decoder.obj_score_token.weight' is missing", weights.Where(entry => !entry.Key.Contains("obj_score_token")).ToDictionary());
        Refused("'maskmem_tpos_encoding' is unexpected", weights.Append(new("maskmem_tpos_encoding", zeros(1))).ToDictionary());
        Refused(
            "'no_mem_embed' is [1, 32], expected [1, 1, 32]",
            weights.ToDictionary(entry => entry.Key, entry => entry.Key == "no_mem_embed" ? entry.Value.view(1, 32) : entry.Value)
        );
        foreach (var (name, tensor) in backbone.Network.state_dict())
            GoldenSam2.Close(before[name], tensor, 0, name);

        void Refused(string expected, Dictionary<string, Tensor> wrong) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => backbone.ImportWeights(wrong)).Message);
    }

    private static void SkipHeavy(bool isHeavy) =>
        Skip.If(isHeavy && Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");

    private static bool IsCalled(string name, string known) => known.EndsWith('.') ? name.StartsWith(known, StringComparison.Ordinal) : name == known;
}

using System.Text.Json;
using DeferredSeg.Abstractions.Backbones;

namespace Backbones.MedSam.Tests;

/// <summary>The published ViT-B at 1024 pixels.</summary>
public sealed class FullSizeTests : ScopedTensorTest
{
    [Fact]
    public void Names_types_and_shapes_are_the_published_checkpoints()
    {
        using var network = new MedSamNetwork(new());

        var keys = network
            .state_dict()
            .Select(entry => $"{entry.Key}\t{entry.Value.dtype.ToString().ToLowerInvariant()}\t[{string.Join(", ", entry.Value.shape)}]")
            .ToList();

        Assert.Equal(
            File.ReadAllLines(GoldenMedSam.PathOf("official_vit_b_1024.keys.txt")).Where(line => !line.StartsWith('#')).Order(StringComparer.Ordinal),
            keys.Order(StringComparer.Ordinal)
        );
        Assert.Equal(Numbers.GetProperty("params").GetInt64(), network.parameters().Sum(parameter => parameter.numel()));
    }

    [Theory]
    [InlineData(EncoderSize.VitL, 1024, 24, 16, new[] { 5, 11, 17, 23 })]
    [InlineData(EncoderSize.VitH, 1280, 32, 16, new[] { 7, 15, 23, 31 })]
    [InlineData(EncoderSize.VitB, 768, 12, 12, new[] { 2, 5, 8, 11 })]
    public void Sizes_are_the_published_ones(EncoderSize size, int width, int depth, int heads, int[] blocks)
    {
        var shape = EncoderShape.Of(new(size));

        Assert.Equal((width, depth, heads), (shape.Width, shape.Depth, shape.Heads));
        Assert.Equal(blocks, shape.GlobalBlocks);
    }

    [SkippableFact]
    public void Embedding_masks_and_scores_equal_the_originals()
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") == "1", "heavy; ./test --long runs it");
        using var backbone = new MedSamBackbone(new());
        using var frozen = no_grad();
        foreach (var (name, tensor) in backbone.Network.state_dict())
            ProceduralWeights.Fill(name, tensor);
        backbone.Network.eval();

        using var embedding = backbone.Encode(ProceduralWeights.Uniform("input", 1, 3, 1024, 1024), EncodeRequest.None);
        var map = embedding["image_embedding"];
        Close("embedding_stride", map[.., TensorIndex.Slice(step: 8), TensorIndex.Slice(step: 4), TensorIndex.Slice(step: 4)]);
        Statistics("embedding", map);

        using var tokens = backbone.Network.EncodePrompts(new() { Boxes = Golden("box") }, 1, 64, 64);
        Close("sparse", tokens.Sparse);
        using var mixed = backbone.Network.Mix(map, tokens);
        using var decoded = backbone.Network.Project(mixed, hypotheses: true);
        Close("low_res_multi0_stride4", decoded.Logits[.., .., TensorIndex.Slice(step: 4), TensorIndex.Slice(step: 4)]);
        Close("low_res_multi1_stride4", decoded.Hypotheses![.., .., TensorIndex.Slice(step: 4), TensorIndex.Slice(step: 4)]);
        Statistics("low_res", decoded.Logits);
        Close("iou_multi0", decoded.Scores[.., ..1]);
        Close("iou_multi1", decoded.Scores[.., 1..]);
    }

    [Fact]
    public void Positions_in_the_embedding_equal_the_originals()
    {
        using var encoder = new PromptEncoder(256, 16, PromptOrder.ClicksThenBox);
        using var frozen = no_grad();
        ProceduralWeights.Fill(
            "prompt_encoder.pe_layer.positional_encoding_gaussian_matrix",
            encoder.get_buffer("pe_layer.positional_encoding_gaussian_matrix")!
        );

        Close("dense_pe_stride", encoder.Grid(64, 64)[.., TensorIndex.Slice(step: 4), TensorIndex.Slice(step: 8), TensorIndex.Slice(step: 8)]);
    }

    [Theory]
    [InlineData("input")]
    [InlineData("image_encoder.pos_embed")]
    public void Generated_weights_follow_the_formula(string name)
    {
        var vector = Root.GetProperty("test_vectors").GetProperty(name);

        Assert.Equal(Convert.ToUInt64(vector.GetProperty("fnv1a64_hex").GetString(), 16), ProceduralWeights.Hash(name));
        Assert.Equal(
            vector.GetProperty("u_first4").EnumerateArray().Select(value => value.GetDouble()),
            Enumerable.Range(0, 4).Select(i => ProceduralWeights.Draw(ProceduralWeights.Hash(name), i))
        );
    }

    // Of all values, where the file holds a sample alone.
    private static void Statistics(string name, Tensor map)
    {
        var expected = Numbers.GetProperty(name);
        var values = map.@double();
        double Of(string key) => expected.GetProperty(key).GetDouble();

        Assert.Equal(expected.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), map.shape);
        Assert.Equal(Of("mean"), values.mean().ToDouble(), 1e-5);
        Assert.Equal(Of("std"), values.std().ToDouble(), 1e-5);
        Assert.Equal(Of("min"), values.min().ToDouble(), 1e-4 * Math.Abs(Of("min")));
        Assert.Equal(Of("max"), values.max().ToDouble(), 1e-4 * Math.Abs(Of("max")));
        Assert.Equal(Of("sum_abs"), values.abs().sum().ToDouble(), 1e-4 * Of("sum_abs"));
    }

    private static JsonElement Root { get; } = JsonDocument.Parse(File.ReadAllText(GoldenMedSam.PathOf("sam_vit_b.json"))).RootElement;

    private static JsonElement Numbers => Root.GetProperty("nets").GetProperty("sam_vit_b");

    private static Tensor Golden(string name) => GoldenMedSam.Read(GoldenMedSam.PathOf("sam_vit_b.golden.safetensors"), "sam_vit_b." + name);

    private static void Close(string name, Tensor found)
    {
        var expected = Golden(name);
        GoldenMedSam.Close(expected, found, 1e-4 * expected.abs().max().ToDouble(), name);
    }
}

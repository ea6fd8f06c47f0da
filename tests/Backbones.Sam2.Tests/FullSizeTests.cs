using System.Text.Json;
using DeferredSeg.Engine.Weights;

namespace Backbones.Sam2.Tests;

/// <summary>The published tiny and large networks at 1024 pixels, with weights that follow from their names.</summary>
public sealed class FullSizeTests : ScopedTensorTest
{
    private const string File = "fullsize.golden.safetensors";
    private const double Tolerance = 1e-4;

    [SkippableTheory]
    [InlineData("sam2.1_t", HieraSize.Tiny)]
    [InlineData("sam2.1_l", HieraSize.Large)]
    public void Stages_embedding_masks_and_scores_equal_the_originals(string name, HieraSize size)
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") == "1", "heavy; ./test --long runs it");
        using var backbone = new Sam2Backbone(new(size));
        using var frozen = no_grad();
        ProceduralWeights.Fill(backbone.Module, "default");
        backbone
            .Network.get_parameter("sam_mask_decoder.pred_obj_score_head.layers.2.bias")!
            .copy_(ProceduralWeights.Draw("sam_mask_decoder.pred_obj_score_head.layers.2.bias", [1], 3, 0.15));
        backbone.Network.eval();
        var blocks = HieraShape.Of(new(size)).Blocks.Index().Where(block => block.Item.EndsStage).Select(block => $"block{block.Index}").ToList();

        using var embedding = backbone.Encode(ProceduralWeights.Draw("input", [1, 3, 1024, 1024], 0, 1), new(blocks));
        using var output = backbone.Decode(
            embedding,
            new()
            {
                Points = tensor(new float[] { 400, 610 }).view(1, 1, 2),
                PointLabels = ones([1, 1], ScalarType.Int64),
                AllHypotheses = true,
            }
        );

        for (var stage = 0; stage < 4; stage++)
            Close($"stage{stage + 1}", embedding[blocks[stage]], 8 << stage, 32 >> stage);
        Close("fpn_s0", embedding["high_res_0"], 8, 16);
        Close("fpn_s1", embedding["high_res_1"], 8, 16);
        Close("frame0.decoder_input", embedding["image_embedding"], 16, 8);
        Close("frame0.low_res_multimasks", output.Extras["low_res_logits"], 1, 16);
        Close("frame0.ious", output.Scores!, 1, 1);
        Close("frame0.object_score", output.Extras["object_score"], 1, 1);

        void Close(string what, Tensor found, int channels, int rows)
        {
            var part = found.dim() == 2 ? found : GoldenSam2.Strided(found[.., TensorIndex.Slice(step: channels)], rows);
            GoldenSam2.Close(GoldenSam2.Read(File, $"{name}.{what}"), part, Tolerance, what);
            if (Stats(name, what) is { } stats)
                Statistics(stats, found);
        }
    }

    private static JsonElement? Stats(string name, string what) =>
        GoldenSam2.Json("fullsize.json").GetProperty("nets").GetProperty(name).GetProperty("stats").TryGetProperty(what, out var stats) ? stats : null;

    // Of all values, where the file holds a sample alone.
    private static void Statistics(JsonElement expected, Tensor map)
    {
        var values = map.@double();
        double Of(string key) => expected.GetProperty(key).GetDouble();

        Assert.Equal(expected.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), map.shape);
        Assert.Equal(Of("mean"), values.mean().ToDouble(), 1e-4 * Math.Abs(Of("max")));
        Assert.Equal(Of("std"), values.std().ToDouble(), 1e-4 * Of("std"));
        Assert.Equal(Of("min"), values.min().ToDouble(), 1e-4 * Math.Abs(Of("min")));
        Assert.Equal(Of("max"), values.max().ToDouble(), 1e-4 * Math.Abs(Of("max")));
        Assert.Equal(Of("sum_abs"), values.abs().sum().ToDouble(), 1e-4 * Of("sum_abs"));
    }
}

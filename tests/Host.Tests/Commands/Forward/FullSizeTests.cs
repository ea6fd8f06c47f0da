using DeferredSeg.Engine.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Host.Tests.Commands.Forward;

/// <summary>The networks at their published widths, with weights that follow from their names.</summary>
public sealed class FullSizeTests : IDisposable
{
    private readonly ForwardFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("unet_full_tconv", "false")]
    [InlineData("unet_full_bilinear", "true")]
    public void The_U_Net_equals_the_original(string name, string bilinear)
    {
        _files.Write(("image", ProceduralWeights.Draw("input", [1, 3, 96, 80], 0, 1)));

        _files.Succeed(
            "UNet",
            "--set",
            "inputChannels=3",
            "--set",
            "classes=2",
            "--set",
            $"bilinear={bilinear}",
            "--weights",
            "procedural:default",
            "--no-embedding",
            "--no-features"
        );

        Close("unet", "fullsize", $"{name}.output", _files.Found("logits"));
        Assert.Equal(["logits"], _files.Names());
    }

    [SkippableTheory]
    [InlineData("cenet_pvt_v2_b0", "pvtV2B0", false)]
    [InlineData("cenet_pvt_v2_b2", "pvtV2B2", true)]
    public void CENet_equals_the_original(string name, string encoder, bool isHeavy)
    {
        Skip.If(isHeavy && Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        using var images = ProceduralWeights.Draw("input", [2, 3, 224, 224], 0, 1);
        foreach (var (count, output) in new[] { (2, "output_stride4"), (1, "output_batch1_stride4") })
        {
            _files.Write(("image", images[..count]));

            _files.Succeed("CeNet", "--set", $"encoder={encoder}", "--set", "classes=2", "--set", "gateNormalisation=asBatch", "--weights", "procedural:cenet");

            Close("cenet", "fullsize", $"{name}.{output}", Every(_files.Found("logits"), 1, 4));
        }
        for (var stage = 1; stage <= 4; stage++)
        {
            var map = _files.Found($"embedding.x{stage}");
            var expected = ForwardFiles.Golden("cenet", "fullsize", $"{name}.x{stage}_stride");
            Close("cenet", "fullsize", $"{name}.x{stage}_stride", Every(map, map.shape[1] / expected.shape[1], (map.shape[2] + 1) / expected.shape[2]));
        }
    }

    [SkippableFact]
    public void SAM_equals_the_original()
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") == "1", "heavy; ./test --long runs it");
        using var image = ProceduralWeights.Draw("input", [1, 3, 1024, 1024], 0.5, 0.5);
        _files.Write(("image", image), ("boxes", ForwardFiles.Golden("medsam", "sam_vit_b", "sam_vit_b.box")));

        _files.Succeed("MedSam", "--weights", "procedural:default", "--steps");

        Close("medsam", "sam_vit_b", "sam_vit_b.embedding_stride", Every(_files.Found("embedding.image_embedding"), 8, 4));
        Close("medsam", "sam_vit_b", "sam_vit_b.sparse", _files.Found("sparse"));
        Close("medsam", "sam_vit_b", "sam_vit_b.low_res_multi0_stride4", Every(_files.Found("low_res_logits"), 1, 4));
        Close("medsam", "sam_vit_b", "sam_vit_b.iou_multi0", _files.Found("iou"));

        _files.Succeed("MedSam", "--weights", "procedural:default", "--multimask");

        Close("medsam", "sam_vit_b", "sam_vit_b.low_res_multi1_stride4", Every(_files.Found("low_res_logits"), 1, 4));
        Close("medsam", "sam_vit_b", "sam_vit_b.iou_multi1", _files.Found("iou"));
    }

    private static void Close(string group, string file, string name, Tensor found)
    {
        var expected = ForwardFiles.Golden(group, file, name);
        ForwardFiles.Close(expected, found, 1e-4 * expected.abs().max().ToDouble(), name);
    }

    private static Tensor Every(Tensor maps, long channels, long pixels) =>
        maps.slice(1, 0, maps.shape[1], channels).slice(2, 0, maps.shape[2], pixels).slice(3, 0, maps.shape[3], pixels);
}

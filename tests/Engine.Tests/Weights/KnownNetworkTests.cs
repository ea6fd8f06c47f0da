using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;

namespace DeferredSeg.Engine.Tests.Weights;

public sealed class KnownNetworkTests : ScopedTensorTest
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".safetensors");

    /// <summary>The title, the backbone (none: empty), and the names that such a checkpoint has, with their first sizes where these tell something.</summary>
    public static TheoryData<string, string, string[]> Networks =>
        new()
        {
            { "SAM or MedSAM with a ViT-B of 12 blocks as image encoder", "MedSam", Sam(768, 12) },
            { "SAM or MedSAM with a ViT-L of 24 blocks as image encoder", "MedSam", Sam(1024, 24) },
            { "SAM or MedSAM with a ViT-H of 32 blocks as image encoder", "MedSam", Sam(1280, 32) },
            { "SAM or MedSAM with a vision transformer of width 64 of 2 blocks as image encoder", "MedSam", Sam(64, 2) },
            // Routing's own tensors next to them change nothing.
            {
                "SAM or MedSAM with a ViT-B of 1 block as image encoder",
                "MedSam",
                [.. Sam(768, 1), "routing_tokens.weight", "routing_hypernetworks_mlps.0.layers.0.weight"]
            },
            { "SAM 2 with the tiny Hiera encoder of width 96 and 12 blocks", "Sam2", Sam2(96, 12) },
            { "SAM 2 with the small Hiera encoder of width 96 and 16 blocks", "Sam2", Sam2(96, 16) },
            { "SAM 2 with the base-plus Hiera encoder of width 112 and 24 blocks", "Sam2", Sam2(112, 24) },
            { "SAM 2 with the large Hiera encoder of width 144 and 48 blocks", "Sam2", Sam2(144, 48) },
            { "SAM 2 with a Hiera encoder of width 8 and 1 block", "Sam2", [.. Sam2(8, 1), "memory_attention.norm.weight"] },
            { "the image encoder of SAM or MedSAM alone", "", Sam(768, 12)[..^1] },
            {
                "routing channels for MedSAM or SAM 2 without the network itself, which comes first",
                "MedSam",
                ["routing_tokens.weight", "routing_hypernetworks_mlps.0.layers.0.weight", "deferral_predictor.0.weight"]
            },
            {
                "CENet with a PVTv2 encoder of 32 channels and a third stage of 2 blocks",
                "CeNet",
                [
                    "backbone.patch_embed1.proj.weight 32 3 7 7",
                    "backbone.block3.0.norm1.weight",
                    "backbone.block3.1.norm1.weight",
                    "backbone.block4.0.norm1.weight",
                    "decoder.skip_enhancer1.boundary.w",
                ]
            },
            { "CENet with a ResNet encoder", "CeNet", ["backbone.conv1.weight", "backbone.layer1.0.conv1.weight", "decoder.skip_enhancer1.boundary.w"] },
            { "a U-Net of width 64 for 3 channels and 2 classes, with transposed convolutions", "UNet", UNet("up1.up.weight") },
            { "a U-Net of width 64 for 3 channels and 2 classes, with bilinear upsampling", "UNet", UNet() },
            { "a U-Net of width 64 for 3 channels and 2 classes, with bilinear upsampling", "UNet", UNet("mask_values") },
            {
                "a Probabilistic U-Net with 6 latent axes for 1 class",
                "ProbUNet",
                ["unet.contracting_path.0.layers.0.weight", "prior.conv_layer.weight 12 192 1 1", "fcomb.last_layer.weight 1 32 1 1"]
            },
            { "a W-Net of LwNet's", "LwNet", ["unet1.down_path.0.block.0.weight", "unet2.down_path.0.block.0.weight"] },
            { "a U-Net of LwNet's", "LwNet", ["unet1.down_path.0.block.0.weight"] },
            { "TransUNet", "", ["transformer.embeddings.patch_embeddings.weight", "decoder.conv_more.0.weight"] },
            { "Swin-Unet", "", ["swin_unet.patch_embed.proj.weight"] },
            { "a network of nnU-Net's", "", ["encoder.stages.0.0.convs.0.conv.weight", "decoder.stages.0.convs.0.conv.weight"] },
            { "a network of segmentation_models_pytorch", "", ["encoder.conv1.weight", "encoder.layer1.0.conv1.weight", "segmentation_head.0.weight"] },
            { "a PVTv2 encoder alone", "", ["patch_embed1.proj.weight", "block1.0.attn.q.weight"] },
            { "a vision transformer for classification", "", ["cls_token", "blocks.0.attn.qkv.weight", "head.weight"] },
            { "a ResNet for classification, as torchvision names it", "", ["conv1.weight", "layer1.0.conv1.weight", "fc.weight"] },
            { "a ResNet without its classifier, as torchvision names it", "", ["conv1.weight", "layer1.0.conv1.weight"] },
            { "UNet with 'module.' before every name", "UNet", [.. UNet().Select(name => "module." + name)] },
            { "MedSam with 'model.' before every name", "MedSam", [.. Sam(768, 12).Select(name => "model." + name)] },
            { "a known network with 'net.' before every name", "", ["net.conv1.weight", "net.layer1.0.conv1.weight"] },
        };

    public static TheoryData<string[]> Others =>
        [
            ["0.weight", "0.bias"],
            ["inc.double_conv.0.weight"],
            ["conv1.weight", "conv2.weight"],
            ["module.conv1.weight", "other.layer1.0.conv1.weight"],
            ["weight"],
            ["unet3.weight"],
            [".weight"],
            [],
        ];

    public override void Dispose()
    {
        File.Delete(_file);
        base.Dispose();
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Each_network_is_known_by_its_names(string title, string backbone, string[] tensors) =>
        Assert.Equal(new KnownNetwork(title, backbone.Length > 0 ? backbone : null), Guess(tensors));

    [Theory]
    [MemberData(nameof(Others))]
    public void Other_names_are_known_as_none(string[] tensors) => Assert.Null(Guess(tensors));

    [Theory]
    [InlineData("image_encoder.patch_embed.proj.weight", "mask_decoder.mask_tokens.weight")]
    [InlineData("inc.double_conv.0.weight", "outc.conv.weight")]
    [InlineData("prior.conv_layer.weight", "fcomb.last_layer.weight")]
    [InlineData("backbone.patch_embed1.proj.weight", "decoder.skip_enhancer1.boundary.w")]
    public void Tensors_without_any_axis_still_have_a_name(params string[] names) => Assert.NotNull(Guess([.. names.Select(name => $"{name} scalar")]));

    private static string[] Sam(int width, int blocks) =>
        [
            $"image_encoder.patch_embed.proj.weight {width} 3 16 16",
            .. Enumerable
                .Range(0, blocks)
                .SelectMany(block => new[] { $"image_encoder.blocks.{block}.norm1.weight", $"image_encoder.blocks.{block}.norm2.weight" }),
            "mask_decoder.mask_tokens.weight",
        ];

    private static string[] Sam2(int width, int blocks) =>
        [
            $"image_encoder.trunk.patch_embed.proj.weight {width} 3 7 7",
            .. Enumerable
                .Range(0, blocks)
                .SelectMany(block => new[] { $"image_encoder.trunk.blocks.{block}.norm1.weight", $"image_encoder.trunk.blocks.{block}.norm2.weight" }),
            "sam_mask_decoder.iou_token.weight",
        ];

    private static string[] UNet(params string[] more) => ["inc.double_conv.0.weight 64 3 3 3", "outc.conv.weight 2 64 1 1", .. more];

    // A tensor is its name and its sizes; without sizes it has one number.
    private KnownNetwork? Guess(string[] tensors)
    {
        ModuleWeights.Save(
            tensors
                .Select(text => text.Split(' '))
                .ToDictionary(
                    parts => parts[0],
                    parts =>
                        zeros(
                            parts[^1] == "scalar" ? []
                                : parts.Length == 1 ? [1]
                                : parts[1..].Select(long.Parse).ToArray(),
                            ScalarType.Byte
                        )
                ),
            _file
        );
        using var file = WeightFile.Open(_file);
        return KnownNetwork.Guess(file);
    }
}

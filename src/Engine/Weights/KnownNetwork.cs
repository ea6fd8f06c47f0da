using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Engine.Weights;

/// <summary>Which network a weight file is of, guessed from the names of its tensors.</summary>
/// <param name="Title">What people call it, with what tells its size where that can be seen.</param>
/// <param name="Backbone">The backbone that takes it; null where no backbone of this program does.</param>
public sealed record KnownNetwork(string Title, string? Backbone)
{
    // What only this network's names have; the more particular ones come first. A name stands for itself, one that ends in a dot for all that begin with it.
    private static readonly (string[] Names, Func<ITensorFile, string> Title, string? Backbone)[] _known =
    [
        (["image_encoder.trunk.", "sam_mask_decoder."], Sam2, "Sam2"),
        (["image_encoder.patch_embed.proj.weight", "mask_decoder.mask_tokens.weight"], Sam, "MedSam"),
        (["image_encoder.patch_embed.proj.weight"], static _ => "the image encoder of SAM or MedSAM alone", null),
        (
            ["routing_tokens.weight", "routing_hypernetworks_mlps.0.layers.0.weight"],
            static _ => "routing channels for MedSAM or SAM 2 without the network itself, which comes first",
            "MedSam"
        ),
        (
            ["backbone.patch_embed1.proj.weight", "decoder.skip_enhancer1."],
            static file =>
                $"CENet with a PVTv2 encoder of {Rows(file, "backbone.patch_embed1.proj.weight")} channels and a third stage of "
                + $"{Count(Blocks(file, "backbone.block3."), "block")}",
            "CeNet"
        ),
        (["decoder.skip_enhancer1.", "backbone.layer1."], static _ => "CENet with a ResNet encoder", "CeNet"),
        (["inc.double_conv.0.weight", "outc.conv.weight"], UNet, "UNet"),
        (
            ["prior.conv_layer.weight", "fcomb.last_layer.weight"],
            static file =>
                $"a Probabilistic U-Net with {Count(Rows(file, "prior.conv_layer.weight") / 2, "latent axis", "latent axes")} for "
                + Count(Rows(file, "fcomb.last_layer.weight"), "class", "classes"),
            "ProbUNet"
        ),
        (["unet1.", "unet2."], static _ => "a W-Net of LwNet's", "LwNet"),
        (["unet1."], static _ => "a U-Net of LwNet's", "LwNet"),
        (["transformer.embeddings.patch_embeddings.weight"], static _ => "TransUNet", null),
        (["swin_unet."], static _ => "Swin-Unet", null),
        (["encoder.stages.0.", "decoder.stages.0."], static _ => "a network of nnU-Net's", null),
        (["segmentation_head.0.weight"], static _ => "a network of segmentation_models_pytorch", null),
        (["patch_embed1.proj.weight", "block1.0.attn.q.weight"], static _ => "a PVTv2 encoder alone", null),
        (["cls_token", "blocks.0.attn.qkv.weight"], static _ => "a vision transformer for classification", null),
        (
            ["conv1.weight", "layer1.0.conv1.weight"],
            static file => $"a ResNet {(file.TryGet("fc.weight", out _) ? "for classification" : "without its classifier")}, as torchvision names it",
            null
        ),
    ];

    /// <summary>Recognises a file; also where a wrapper such as <c>module.</c> stands before every name.</summary>
    /// <returns>Null where the names are none that are known.</returns>
    public static KnownNetwork? Guess(ITensorFile file)
    {
        foreach (var (names, title, backbone) in _known)
        {
            if (names.All(name => Has(file, name)))
                return new(title(file), backbone);
        }
        var wrapper = file.Tensors.Count == 0 ? -1 : file.Tensors[0].Name.IndexOf('.');
        if (wrapper < 1)
            return null;
        var prefix = file.Tensors[0].Name[..(wrapper + 1)];
        if (!file.Tensors.All(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal)))
            return null;
        var inner = _known.FirstOrDefault(known => known.Names.All(name => Has(file, prefix + name)));
        return inner.Names is null ? null : new($"{inner.Backbone ?? "a known network"} with '{prefix}' before every name", inner.Backbone);
    }

    private static bool Has(ITensorFile file, string name) =>
        name.EndsWith('.') ? file.Tensors.Any(tensor => tensor.Name.StartsWith(name, StringComparison.Ordinal)) : file.TryGet(name, out _);

    private static string Sam(ITensorFile file)
    {
        var size = Rows(file, "image_encoder.patch_embed.proj.weight") switch
        {
            768 => "ViT-B",
            1024 => "ViT-L",
            1280 => "ViT-H",
            var width => $"vision transformer of width {width}",
        };
        return $"SAM or MedSAM with a {size} of {Count(Blocks(file, "image_encoder.blocks."), "block")} as image encoder";
    }

    private static string Sam2(ITensorFile file)
    {
        var (width, blocks) = (Rows(file, "image_encoder.trunk.patch_embed.proj.weight"), Blocks(file, "image_encoder.trunk.blocks."));
        var size = (width, blocks) switch
        {
            (96, 12) => "tiny",
            (96, 16) => "small",
            (112, 24) => "base-plus",
            (144, 48) => "large",
            _ => null,
        };
        return $"SAM 2 with {(size is null ? "a" : $"the {size}")} Hiera encoder of width {width} and {Count(blocks, "block")}";
    }

    private static string UNet(ITensorFile file)
    {
        var channels = file.TryGet("inc.double_conv.0.weight", out var first) ? first.Shape.ElementAtOrDefault(1) : 0;
        var upsampling = file.TryGet("up1.up.weight", out _) ? "transposed convolutions" : "bilinear upsampling";
        return $"a U-Net of width {Rows(file, "inc.double_conv.0.weight")} for {Count(channels, "channel")} and "
            + $"{Count(Rows(file, "outc.conv.weight"), "class", "classes")}, with {upsampling}";
    }

    private static string Count(long number, string one, string? many = null) => number == 1 ? $"1 {one}" : $"{number} {many ?? one + "s"}";

    private static long Rows(ITensorFile file, string name) => file.TryGet(name, out var tensor) && tensor.Shape.Length > 0 ? tensor.Shape[0] : 0;

    private static int Blocks(ITensorFile file, string prefix) =>
        file
            .Tensors.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(tensor => tensor.Name[prefix.Length..].Split('.')[0])
            .Distinct()
            .Count();
}

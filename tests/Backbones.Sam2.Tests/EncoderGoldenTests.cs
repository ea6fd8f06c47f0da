using Backbones.Sam2.Images;
using TorchSharp.Modules;

namespace Backbones.Sam2.Tests;

public sealed class EncoderGoldenTests : ScopedTensorTest
{
    private const double Tolerance = GoldenSam2.EncoderTolerance;

    public static TheoryData<string> Networks => GoldenSam2.Networks;

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_block_equals_the_original(string network)
    {
        using var backbone = GoldenSam2.Backbone(network);
        using var frozen = no_grad();
        var trunk = Part<HieraTrunk>(backbone.Network, "trunk");
        var images = GoldenSam2.Images(network)[..1];
        var (side, seen) = (images.shape[2] / 4, new List<int>());

        // The file has the patches after their positions were added, and the positions by themselves.
        Close("trunk.patch_embed", trunk.Tokens(images) - trunk.Positions(side, side));
        GoldenSam2.Close(network, "trunk.pos_embed", trunk.Positions(side, side), Tolerance);
        using var features = backbone.Network.EncodeImages(
            images,
            (block, tokens) =>
            {
                Close($"trunk.block{block}", tokens);
                seen.Add(block);
            }
        );

        Assert.Equal(Enumerable.Range(0, 7), seen);

        void Close(string name, Tensor tokens)
        {
            var expected = GoldenSam2.Tensor(network, name);
            var stride = (int)(tokens.shape[1] / expected.shape[1]);
            GoldenSam2.Close(expected, tokens[.., TensorIndex.Slice(step: stride), TensorIndex.Slice(step: stride)], Tolerance, name);
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_level_of_the_pyramid_equals_the_original(string network)
    {
        using var backbone = GoldenSam2.Backbone(network);
        using var frozen = no_grad();
        var encoder = (ImageEncoder)backbone.Network.named_modules().Single(module => module.name == "image_encoder").module;
        var images = GoldenSam2.Images(network);

        var levels = encoder.Encode(images[..1]);
        using var embedding = backbone.Encode(images, EncodeRequest.None);

        GoldenSam2.Close(network, "neck.level0", GoldenSam2.Strided(levels[0], 4), Tolerance);
        for (var level = 1; level < 4; level++)
            GoldenSam2.Close(network, $"neck.level{level}", levels[level], Tolerance);
        GoldenSam2.Close(network, "image_embed", embedding["image_embedding"], Tolerance);
        GoldenSam2.Close(network, "fpn.s0", embedding["high_res_0"][..1], Tolerance);
        GoldenSam2.Close(network, "fpn.s1", embedding["high_res_1"][..1], Tolerance);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void An_image_that_is_not_square_is_encoded_as_the_originals(string network)
    {
        using var backbone = GoldenSam2.Backbone(network);
        using var frozen = no_grad();
        var encoder = (ImageEncoder)backbone.Network.named_modules().Single(module => module.name == "image_encoder").module;
        var images = GoldenSam2.Images(network);
        var side = images.shape[2];
        var stages = new Dictionary<int, Tensor>();

        var levels = encoder.Encode(
            images.narrow(0, 1, 1).narrow(2, side / 4, 64),
            (block, tokens) => stages[block] = tokens.permute(0, 3, 1, 2).clone().DetachFromDisposeScope()
        );

        GoldenSam2.Close(network, "rect.stage3", stages[5], Tolerance);
        GoldenSam2.Close(network, "rect.stage4", stages[6], Tolerance);
        GoldenSam2.Close(network, "rect.neck2", levels[2], Tolerance);
        foreach (var stage in stages.Values)
            stage.Dispose();
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Norm_attention_and_shortcut_of_a_block_equal_the_originals(string network)
    {
        using var backbone = GoldenSam2.Backbone(network);
        using var frozen = no_grad();
        foreach (var block in GoldenSam2.Numbers(network).GetProperty("detail_blocks").EnumerateArray().Select(number => number.GetInt32()))
        {
            var (prefix, name) = ($"blocks.{block}", $"trunk.block{block}");
            var normalised = GoldenSam2.Tensor(network, $"{name}.norm1");
            var before = GoldenSam2.Tensor(network, $"trunk.block{block - 1}");
            GoldenSam2.Close(normalised, Part<LayerNorm>(backbone.Network, $"trunk.{prefix}.norm1").call(before), Tolerance, $"{name}.norm1");

            var attended = Part<HieraAttention>(backbone.Network, $"trunk.{prefix}.attn").Attend(normalised);
            var windows = Joined(GoldenSam2.Tensor(network, $"{name}.attn.out"), attended.shape[1], attended.shape[2]);
            GoldenSam2.Close(windows, attended, Tolerance, $"{name}.attn.out");

            if (GoldenSam2.Has(network, $"{name}.shortcut_proj"))
                GoldenSam2.Close(network, $"{name}.shortcut_proj", Part<Linear>(backbone.Network, $"trunk.{prefix}.proj").call(normalised), Tolerance);
        }
    }

    // Windows [n, w, w, C] side by side, without the padding.
    private static Tensor Joined(Tensor windows, long height, long width)
    {
        var size = windows.shape[1];
        var (rows, columns) = ((height + size - 1) / size, (width + size - 1) / size);
        return windows
            .view(1, rows, columns, size, size, -1)
            .permute(0, 1, 3, 2, 4, 5)
            .reshape(1, rows * size, columns * size, -1)
            .narrow(1, 0, height)
            .narrow(2, 0, width);
    }

    private static T Part<T>(Sam2Network network, string name)
        where T : nn.Module => (T)network.named_modules().Single(module => module.name == "image_encoder." + name).module;
}

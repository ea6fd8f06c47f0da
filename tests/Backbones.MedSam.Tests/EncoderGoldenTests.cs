using Backbones.MedSam.Images;
using TorchSharp.Modules;

namespace Backbones.MedSam.Tests;

/// <summary>Tolerances are those of the golden files' README.</summary>
public sealed class EncoderGoldenTests : ScopedTensorTest
{
    private const double Tolerance = 1e-4;

    [Theory]
    [InlineData("pth")]
    [InlineData("safetensors")]
    public void Embeddings_equal_the_originals(string extension)
    {
        using var backbone = GoldenMedSam.Backbone(extension: extension);
        using var frozen = no_grad();

        GoldenMedSam.Close(GoldenMedSam.Tensor("encoder", "enc.embedding"), backbone.Network.EncodeImages(GoldenMedSam.Images()), Tolerance);
    }

    [Fact]
    public void Every_block_equals_the_originals()
    {
        using var backbone = GoldenMedSam.Backbone();
        using var frozen = no_grad();
        var seen = new List<int>();

        backbone.Network.EncodeImages(
            GoldenMedSam.Images()[..1],
            (block, tokens) =>
            {
                GoldenMedSam.Close(GoldenMedSam.Tensor("encoder", $"enc.block{block}"), tokens, Tolerance, $"block {block}");
                seen.Add(block);
            }
        );

        Assert.Equal([0, 1, 2, 3], seen);
    }

    [Fact]
    public void Patches_and_the_first_norm_equal_the_originals()
    {
        using var backbone = GoldenMedSam.Backbone();
        using var frozen = no_grad();

        var patches = Part<PatchEmbedding>(backbone.Network, "patch_embed").call(GoldenMedSam.Images()[..1]);
        var normalised = Part<LayerNorm>(backbone.Network, "blocks.0.norm1").call(patches + backbone.Network.get_parameter("image_encoder.pos_embed")!);

        GoldenMedSam.Close(GoldenMedSam.Tensor("encoder", "enc.patch_embed"), patches, Tolerance);
        GoldenMedSam.Close(GoldenMedSam.Tensor("encoder", "enc.block0.norm1"), normalised, Tolerance);
    }

    [Fact]
    public void Windows_padded_with_zeros_are_the_originals()
    {
        // Whole windows, those that the right border cuts, the lower border, both: their places among the 3 by 3.
        int[][] places =
        [
            [0, 1, 3, 4],
            [2, 5],
            [6, 7],
            [8],
        ];
        var layout = TokenLayout.Windowed(16, 16, 7);
        var arranged = layout.Arrange(GoldenMedSam.Tensor("encoder", "enc.block0.norm1").flatten(1, 2))[0];
        var windows = zeros(9, 7, 7, 80);

        foreach (var (group, at) in layout.Groups.Zip(places))
        {
            var tokens = arranged.narrow(0, group.Offset, group.Tokens).view(at.Length, group.Height, group.Width, 80);
            for (var i = 0; i < at.Length; i++)
                windows[at[i], ..group.Height, ..group.Width] = tokens[i];
            Assert.Equal((7, 7), (group.KeyHeight, group.KeyWidth));
        }

        GoldenMedSam.Close(GoldenMedSam.Tensor("encoder", "enc.block0.windows"), windows, 0);
        var padded = GoldenMedSam.Numbers.GetProperty("report").GetProperty("window_pad_hw").EnumerateArray().Select(size => size.GetInt32());
        Assert.Equal([21, 21], padded);
    }

    [Fact]
    public void Attention_in_padded_windows_equals_the_originals()
    {
        using var backbone = GoldenMedSam.Backbone();
        using var frozen = no_grad();
        var attention = Part<EncoderAttention>(backbone.Network, "blocks.0.attn");
        var layout = TokenLayout.Windowed(16, 16, 7);

        var attended = layout
            .Restore(attention.Attend(layout.Arrange(GoldenMedSam.Tensor("encoder", "enc.block0.norm1").flatten(1, 2)), layout))
            .view(1, 16, 16, 80);

        var windows = GoldenMedSam.Tensor("encoder", "enc.block0.attn_on_windows").view(1, 3, 3, 7, 7, 80).permute(0, 1, 3, 2, 4, 5).reshape(1, 21, 21, 80);
        GoldenMedSam.Close(windows[.., ..16, ..16], attended, Tolerance);
    }

    [Fact]
    public void Longer_tables_of_relative_positions_are_interpolated_as_the_originals()
    {
        using var backbone = GoldenMedSam.Backbone();
        // Tables of 41 rows are those of 21 tokens along an axis, of an image of 336 pixels.
        using var larger = new MedSamNetwork(GoldenMedSam.Options with { ImageSize = 336 });
        using var frozen = no_grad();
        foreach (var (name, target) in larger.state_dict())
        {
            var table = GoldenMedSam.Has("encoder", "relpos_enc." + name["image_encoder.".Length..]);
            if (name != "image_encoder.pos_embed")
                target.copy_(table ? GoldenMedSam.Tensor("encoder", "relpos_enc." + name["image_encoder.".Length..]) : backbone.Network.state_dict()[name]);
        }

        var tokens =
            Part<PatchEmbedding>(backbone.Network, "patch_embed").call(GoldenMedSam.Images()[..1]) + backbone.Network.get_parameter("image_encoder.pos_embed")!;
        for (var block = 0; block < 4; block++)
            tokens = Part<EncoderBlock>(larger, $"blocks.{block}").Transform(tokens, EncoderPrecision.Float32);

        GoldenMedSam.Close(GoldenMedSam.Tensor("encoder", "relpos_enc.embedding"), Part<ImageNeck>(larger, "neck").call(tokens), Tolerance);
    }

    [Theory]
    [InlineData(16, 16)]
    [InlineData(16, 8)]
    [InlineData(8, 16)]
    [InlineData(7, 7)]
    [InlineData(5, 7)]
    public void Relative_positions_equal_the_originals(int queries, int keys) =>
        GoldenMedSam.Close(
            GoldenMedSam.Tensor("prompt_decoder", $"relpos.q{queries}.k{keys}"),
            RelativePositions.Between(queries, keys, GoldenMedSam.Tensor("prompt_decoder", "relpos.table_long")),
            Tolerance
        );

    private static T Part<T>(MedSamNetwork network, string name)
        where T : nn.Module => (T)network.named_modules().Single(module => module.name == "image_encoder." + name).module;
}

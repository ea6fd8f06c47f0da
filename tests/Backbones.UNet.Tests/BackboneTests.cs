using DeferredSeg.Abstractions.Backbones;

namespace Backbones.UNet.Tests;

public sealed class BackboneTests : ScopedTensorTest
{
    [Theory]
    [InlineData(1, 1, 4, 2, false, 33, 47)]
    [InlineData(3, 2, 6, 3, true, 40, 24)]
    [InlineData(2, 5, 2, 1, false, 2, 3)]
    [InlineData(1, 1, 2, 5, true, 65, 32)]
    [InlineData(1, 1, 5, 4, true, 33, 47)]
    [InlineData(1, 2, 1, 3, true, 16, 17)]
    public void Encoding_and_decoding_is_the_whole_network_at_any_shape(int channels, int classes, int width, int depth, bool bilinear, int height, int columns)
    {
        using var backbone = new UNetBackbone(new UNetOptions(channels, classes, width, depth, bilinear));
        backbone.Module.eval();
        using var frozen = no_grad();
        var images = randn(2, channels, height, columns);

        using var embedding = backbone.Encode(images, EncodeRequest.None);
        using var output = backbone.Decode(embedding, PromptBatch.None);

        var whole = ((UNet)backbone.Module).call(images);
        Assert.Equal([2, classes, height, columns], output.Logits.shape);
        Assert.Equal([2, width, height, columns], output.Features!.shape);
        Assert.Equal(0, (whole - output.Logits).abs().max().ToDouble());
    }

    [Fact]
    public void Described_features_are_the_embedding()
    {
        using var backbone = new UNetBackbone(new UNetOptions(Width: 4, Depth: 3, Bilinear: true));
        using var embedding = backbone.Encode(randn(1, 1, 32, 32), EncodeRequest.None);

        foreach (var (feature, name) in backbone.Describe().Features.Zip(embedding.Names))
        {
            Assert.Equal(feature.Name, name);
            Assert.Equal([1, feature.Channels, 32 / feature.Stride, 32 / feature.Stride], embedding[name].shape);
        }
    }

    [Fact]
    public void One_embedding_serves_several_prompts()
    {
        using var backbone = new UNetBackbone(new UNetOptions(Width: 4, Depth: 2));
        backbone.Module.eval();
        using var embedding = backbone.Encode(randn(2, 1, 16, 16), EncodeRequest.None);
        using var all = backbone.Decode(embedding, PromptBatch.None);
        using var picked = backbone.Decode(embedding, new PromptBatch { ImageIndex = [1, 0, 1] });

        Assert.Equal([3, 1, 16, 16], picked.Logits.shape);
        foreach (var (row, image) in new[] { (0, 1), (1, 0), (2, 1) })
            Assert.InRange((picked.Logits[row] - all.Logits[image]).abs().max().ToDouble(), 0, 1e-6);
    }

    [Fact]
    public void In_bfloat16_results_are_float32_differ_little_and_learn()
    {
        using var backbone = Seeded(EncoderPrecision.Float32);
        using var coarse = Seeded(EncoderPrecision.Bfloat16);
        var images = rand(2, 1, 32, 48);
        using var embedding = backbone.Encode(images, EncodeRequest.None);
        using var rough = coarse.Encode(images, EncodeRequest.None);
        using var output = coarse.Decode(rough, PromptBatch.None);
        output.Logits.square().mean().backward();

        foreach (var name in embedding.Names)
        {
            Assert.Equal(ScalarType.Float32, rough[name].dtype);
            Assert.InRange(((rough[name] - embedding[name]).norm() / embedding[name].norm()).ToDouble(), 1e-5, 0.02);
        }
        foreach (var (name, parameter) in coarse.Module.named_parameters())
        {
            Assert.Equal(ScalarType.Float32, parameter.grad!.dtype);
            Assert.True(parameter.grad.abs().sum().ToDouble() is > 0 and < double.PositiveInfinity, name);
        }
    }

    [Theory]
    [InlineData(new long[] { 1, 3, 16, 16 }, "[B, 1, H, W]")]
    [InlineData(new long[] { 1, 16, 16 }, "[B, 1, H, W]")]
    [InlineData(new long[] { 1, 1, 3, 16 }, "at least 4 pixels")]
    public void Images_of_another_shape_are_refused(long[] shape, string expected)
    {
        using var backbone = new UNetBackbone(new UNetOptions(Width: 2, Depth: 2));

        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => backbone.Encode(zeros(shape), EncodeRequest.None)).Message);
    }

    private static UNetBackbone Seeded(EncoderPrecision precision)
    {
        manual_seed(5);
        return new UNetBackbone(new UNetOptions(Width: 8, Depth: 2, Precision: precision));
    }
}

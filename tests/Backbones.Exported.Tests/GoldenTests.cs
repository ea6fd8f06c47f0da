namespace Backbones.Exported.Tests;

/// <summary>The files as exported from Python give what they gave there, within the tolerance of their README.</summary>
public sealed class GoldenTests : ScopedTensorTest
{
    private const double Tolerance = 2e-5;

    [Theory]
    [InlineData("net2d_traced.pt")]
    [InlineData("net2d_scripted.pt")]
    [InlineData("net2d.onnx")]
    [InlineData("net2d_features_traced.pt")]
    [InlineData("net2d_features.onnx")]
    public void A_network_of_images_gives_the_originals_logits_and_features(string file)
    {
        using var backbone = Files.Open(Files.At(file));
        using var output = backbone.Run(Files.Golden("net2d.image"));

        Assert.True(Files.Apart(output.Logits, Files.Golden("net2d.logits")) < Tolerance);
        var shows = file.Contains("features");
        Assert.Equal(shows ? 8 : null, backbone.Describe().DecoderChannels);
        if (shows)
            Assert.True(Files.Apart(output.Features!, Files.Golden("net2d.features")) < Tolerance);
        var described = backbone.Describe();
        Assert.Equal((3, 2, 4, 1), (described.Input.Channels, described.Input.SpatialAxes, described.Input.SizeMultiple, described.Classes));
        Assert.Equal((OutputKind.Logits, ClassKind.Multilabel), (described.Outputs, described.ClassKind));
    }

    [Theory]
    [InlineData("softmax4_scripted.pt")]
    [InlineData("softmax4.onnx")]
    public void Probabilities_are_told_from_logits(string file)
    {
        using var backbone = Files.Open(Files.At(file));
        using var output = backbone.Run(Files.Golden("softmax4.x"));

        Assert.True(Files.Apart(output.Logits, Files.Golden("softmax4.probabilities")) < Tolerance);
        var described = backbone.Describe();
        Assert.Equal((OutputKind.Probabilities, ClassKind.Exclusive, 4), (described.Outputs, described.ClassKind, described.Classes));
        Assert.Null(described.DecoderChannels);
        Assert.Contains(described.Assumptions, assumption => assumption.Contains("since they sum to 1"));
    }

    [Theory]
    [InlineData("volume3_traced.pt")]
    [InlineData("volume3.onnx")]
    public void Volumes_have_three_axes(string file)
    {
        using var backbone = Files.Open(Files.At(file));
        using var output = backbone.Run(Files.Golden("volume3.x"));

        Assert.True(Files.Apart(output.Logits, Files.Golden("volume3.logits")) < Tolerance);
        Assert.Equal((3, 3, ClassKind.Exclusive), (backbone.Describe().Input.SpatialAxes, backbone.Describe().Classes, backbone.Describe().ClassKind));
    }

    [Fact]
    public void A_fixed_size_is_found_and_other_images_are_refused_resized_or_tiled()
    {
        var image = Files.Golden("net2d_fixed64.image");
        using (var strict = Files.Open(Files.At("net2d_fixed64.onnx")))
        {
            using var output = strict.Run(image);
            Assert.True(Files.Apart(output.Logits, Files.Golden("net2d_fixed64.logits")) < Tolerance);
            Assert.Equal([64, 64], strict.Describe().Input.FixedSizes);
            Assert.Throws<ArgumentException>(() => strict.Encode(zeros(1, 3, 64, 72), EncodeRequest.None));
        }
        foreach (var other in (string[])["resize", "tile"])
        {
            using var lenient = Files.Open(Files.At("net2d_fixed64.onnx"), $"otherSizes={other}");
            // Two images, although the file takes one: they go one after the other.
            using var same = lenient.Run(cat([image, image], 0));
            Assert.True(Files.Apart(same.Logits[1..], Files.Golden("net2d_fixed64.logits")) < Tolerance);
            using var odd = lenient.Run(nn.functional.pad(image, [7, 40, 0, 3], PaddingModes.Replicate));
            Assert.Equal([1, 1, 67, 111], odd.Logits.shape);
            using var small = lenient.Run(image[.., .., ..40, ..50]);
            Assert.Equal([1, 1, 40, 50], small.Logits.shape);
        }
    }

    [Fact]
    public void Tiles_of_a_network_without_a_neighbourhood_are_the_whole()
    {
        using var folder = new Folder();
        var path = new OnnxModel()
            .Input("x", 1, 1, 1, 16, 12)
            .Output("y", 1, 2, 16, 12)
            .Weights("w", [2, 1, 1, 1], [2, -3])
            .Weights("b", [2], [-0.5f, 1])
            .Node("Conv", ["x", "w", "b"], "y")
            .Write(folder.At("pointwise.onnx"));
        using var backbone = Files.Open(path, "otherSizes=tile", "tileOverlap=0.3");
        var image = rand(2, 1, 45, 31);

        using var output = backbone.Run(image);

        Assert.True(Files.Apart(output.Logits, cat([image * 2 - 0.5, image * -3 + 1], 1)) < 1e-5);
    }
}

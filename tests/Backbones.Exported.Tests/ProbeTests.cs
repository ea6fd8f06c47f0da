using System.IO.Compression;

namespace Backbones.Exported.Tests;

/// <summary>What is found out of files that say nothing, and what options and a bundle say instead.</summary>
public sealed class ProbeTests : ScopedTensorTest
{
    private readonly Folder _folder = new();

    public override void Dispose()
    {
        _folder.Dispose();
        base.Dispose();
    }

    [Fact]
    public void The_segmentation_is_the_map_with_the_fewest_channels_wherever_it_stands()
    {
        using var backbone = Files.Open(FeaturesFirst());
        var image = rand(1, 2, 10, 6);
        using var output = backbone.Run(image);

        Assert.True(Files.Apart(output.Logits, image.sum(1, keepdim: true)) < 1e-5);
        Assert.Equal((2, 1, 5), (backbone.Describe().Input.Channels, backbone.Describe().Classes, backbone.Describe().DecoderChannels));
        Assert.Contains(backbone.Describe().Assumptions, assumption => assumption == "the segmentation is output 'mask' [1, 1, 64, 64]");

        foreach (var named in (string[])["map", "0"])
        {
            using var other = Files.Open(FeaturesFirst(), $"logits={named}", "features=none", "classKind=multilabel");
            Assert.Equal((5, null), (other.Describe().Classes, other.Describe().DecoderChannels));
        }
        Assert.Contains("'maks', and the outputs are 'map' [1, 5, 64, 64], 'mask'", Refusal(FeaturesFirst(), "logits=maks"));
    }

    [Theory]
    [InlineData("Sigmoid", OutputKind.Probabilities, ClassKind.Multilabel)]
    [InlineData("Softmax", OutputKind.Probabilities, ClassKind.Exclusive)]
    [InlineData("Relu", OutputKind.Logits, ClassKind.Exclusive)]
    public void Outputs_are_told_apart_by_looking(string last, OutputKind outputs, ClassKind classes)
    {
        (string, long)[] attributes = last == "Softmax" ? [("axis", 1)] : [];
        var path = new OnnxModel()
            .Input("x", 1, 0, 1, 0, 0)
            .Output("y", 0, 3, 0, 0)
            .Weights("w", [3, 1, 1, 1], [1, -2, 3])
            .Node("Conv", ["x", "w"], "z")
            .Node(last, ["z"], "y", attributes)
            .Write(_folder.At("last.onnx"));

        using var backbone = Files.Open(path);

        Assert.Equal((outputs, classes, 1), (backbone.Describe().Outputs, backbone.Describe().ClassKind, backbone.Describe().Input.SizeMultiple));
        using var told = Files.Open(path, "outputs=logits", "classKind=multilabel");
        Assert.Equal((OutputKind.Logits, ClassKind.Multilabel), (told.Describe().Outputs, told.Describe().ClassKind));
    }

    [Fact]
    public void Range_mean_and_deviation_make_the_numbers_that_the_model_computes_with()
    {
        using var backbone = Files.Open(FeaturesFirst(), "range:0=0", "range:1=255", "mean:0=100", "mean:1=20", "deviation:0=50");
        using var output = backbone.Run(full([1, 2, 4, 4], 0.5));

        Assert.Equal((127.5 - 100) / 50 + (127.5 - 20) / 50, output.Logits.mean().ToDouble(), 1e-4);
        Assert.Contains("mean has 3 numbers and the image 2 channels", Refusal(FeaturesFirst(), "mean:0=1", "mean:1=1", "mean:2=1"));
        Assert.Contains("two different numbers", Refusal(FeaturesFirst(), "range:0=1", "range:1=1"));
    }

    [Fact]
    public void A_threshold_moves_to_a_half()
    {
        using var backbone = Files.Open(Files.At("net2d.onnx"), "threshold=0.4");
        using var output = backbone.Run(Files.Golden("net2d.image"));
        Assert.True(Files.Apart(output.Logits, Files.Golden("net2d.logits") - Math.Log(0.4 / 0.6)) < 2e-5);

        var path = new OnnxModel().Input("x", 1, 0, 1, 0, 0).Output("y", 0, 1, 0, 0).Node("Sigmoid", ["x"], "y").Write(_folder.At("sigmoid.onnx"));
        using var probabilities = Files.Open(path, "threshold=0.4");
        using var moved = probabilities.Run(full([1, 1, 8, 8], Math.Log(0.4 / 0.6)));
        Assert.Equal(0.5, moved.Logits.mean().ToDouble(), 1e-5);
        Assert.Contains("the largest wins", Refusal(Files.At("softmax4.onnx"), "threshold=0.4"));
    }

    [Fact]
    public void A_bundle_says_channels_range_and_classes_and_its_transforms_are_named()
    {
        var model = new OnnxModel()
            .Input("x", 1, 0, 0, 0, 0)
            .Output("y", 0, 0, 0, 0)
            .Weights("w", [3, 1, 1, 1], [1, 2, 3])
            .Node("Conv", ["x", "w"], "y")
            .Write(_folder.At("bundle/models/model.onnx"));
        File.WriteAllText(
            _folder.At("bundle/configs/metadata.json"),
            """
            { "network_data_format": {
                "inputs": { "image": { "num_channels": 1, "value_range": [-1, 3], "spatial_shape": ["*", "*"] } },
                "outputs": { "pred": { "num_channels": 3, "channel_def": { "0": "background", "2": "tumour", "1": "liver" } } } } }
            """
        );
        File.WriteAllText(
            _folder.At("bundle/configs/inference.json"),
            """{ "preprocessing": { "_target_": "Compose", "transforms": [ { "_target_": "monai.transforms.Spacingd" }, { "_target_": "LoadImaged" } ] } }"""
        );

        using var backbone = Files.Open(model);
        using var output = backbone.Run(full([1, 1, 8, 8], 0.5));

        Assert.Equal(1, output.Logits[0, 0].mean().ToDouble(), 1e-5);
        Assert.Equal((1, 3, ClassKind.Exclusive), (backbone.Describe().Input.Channels, backbone.Describe().Classes, backbone.Describe().ClassKind));
        Assert.Contains("class names: background, liver, tumour", backbone.Describe().Assumptions);
        Assert.Contains(backbone.Describe().Assumptions, one => one.Contains("Spacingd, LoadImaged"));
    }

    [Fact]
    public void A_torch_archive_carries_its_metadata_inside()
    {
        var path = _folder.At("model.ts");
        File.Copy(Files.At("net2d_scripted.pt"), path);
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Update))
        {
            var root = archive.Entries[0].FullName.Split('/')[0];
            using var entry = archive.CreateEntry($"{root}/extra/metadata.json", CompressionLevel.NoCompression).Open();
            entry.Write("""{ "network_data_format": { "inputs": { "image": { "num_channels": 3, "value_range": [0, 255] } } } }"""u8);
        }

        using var backbone = Files.Open(path);

        Assert.Contains("0 to 255", backbone.Describe().Input.ValueRange);
    }

    [Fact]
    public void Files_that_are_no_such_model_get_one_message()
    {
        File.WriteAllBytes(_folder.At("cut.pt"), File.ReadAllBytes(Files.At("net2d_traced.pt"))[..20_000]);
        File.WriteAllBytes(_folder.At("cut.onnx"), File.ReadAllBytes(Files.At("net2d.onnx"))[..20_000]);
        File.WriteAllText(_folder.At("text.pt"), "weights");
        Assert.Contains("is no TorchScript that can be opened", Refusal(_folder.At("cut.pt")));
        Assert.Contains("is no TorchScript that can be opened", Refusal(_folder.At("text.pt")));
        Assert.Contains("is no ONNX model that can be run", Refusal(_folder.At("cut.onnx")));
        var unknown = new OnnxModel().Input("x", 1, 0, 1, 0, 0).Output("y", 0, 1, 0, 0).Node("Frobnicate", ["x"], "y").Write(_folder.At("unknown.onnx"));
        Assert.Contains("Frobnicate", Refusal(unknown));
        var rank = new OnnxModel().Input("x", 1, 0, 8).Output("y", 0, 8).Node("Relu", ["x"], "y").Write(_folder.At("rank.onnx"));
        Assert.Contains("has 2 axes; expected 4", Refusal(rank));
        var type = new OnnxModel().Input("x", 6, 0, 1, 0, 0).Output("y", 0, 1, 0, 0).Node("Cast", ["x"], "y", ("to", 1)).Write(_folder.At("type.onnx"));
        Assert.Contains("expected Float, 32 bits", Refusal(type));
        var pair = new OnnxModel()
            .Input("x", 1, 0, 1, 0, 0)
            .Input("z", 1, 0, 1, 0, 0)
            .Output("y", 0, 1, 0, 0)
            .Node("Add", ["x", "z"], "y")
            .Write(_folder.At("pair.onnx"));
        Assert.Contains("has the inputs x, z; expected one", Refusal(pair));
        var number = new OnnxModel()
            .Input("x", 1, 0, 1, 0, 0)
            .Output("y", 0, 1)
            .Node("GlobalAveragePool", ["x"], "p")
            .Node("Flatten", ["p"], "y")
            .Write(_folder.At("class.onnx"));
        Assert.Contains("no segmentation network", Refusal(number));
        Assert.Contains("cannot be trained", Refusal(Files.At("net2d.onnx"), "trained=true"));
        Assert.Contains("inputChannels", Refusal(Files.At("net2d.onnx"), "inputChannel=3"));
        using var backbone = Files.Open(Files.At("net2d_traced.pt"));
        Assert.Contains("multiples of 4", Assert.Throws<ArgumentException>(() => backbone.Encode(zeros(1, 3, 70, 72), EncodeRequest.None)).Message);
    }

    private static string Refusal(string path, params string[] options) =>
        Assert.ThrowsAny<ArgumentException>(() => Files.Open(path, options).Dispose()).Message;

    /// <summary>Two channels in; a map of five channels stands before their sum.</summary>
    private string FeaturesFirst() =>
        new OnnxModel()
            .Input("x", 1, 0, 2, 0, 0)
            .Output("map", 0, 5, 0, 0)
            .Output("mask", 0, 1, 0, 0)
            .Weights("v", [5, 2, 1, 1], [.. Enumerable.Range(0, 10).Select(i => (float)i)])
            .Weights("w", [1, 2, 1, 1], [1, 1])
            .Node("Conv", ["x", "v"], "map")
            .Node("Conv", ["x", "w"], "mask")
            .Write(_folder.At("first.onnx"));
}

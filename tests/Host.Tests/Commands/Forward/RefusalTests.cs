using static TorchSharp.torch;

namespace DeferredSeg.Host.Tests.Commands.Forward;

/// <summary>Input that cannot be meant is refused with one message, and nothing is written.</summary>
public sealed class RefusalTests : IDisposable
{
    private static readonly string[] _small =
    [
        "--set",
        "width=8",
        "--set",
        "depth=1",
        "--set",
        "heads=1",
        "--set",
        "globalBlocks:0=0",
        "--set",
        "imageSize=32",
        "--set",
        "embeddingChannels=16",
        "--set",
        "decoderHeads=1",
        "--set",
        "decoderMlp=8",
        "--set",
        "scoreChannels=8",
    ];

    private readonly ForwardFiles _files = new();

    public static TheoryData<string, string, string, long[]> Prompts =>
        new()
        {
            // What the message says, the tensor at fault, one next to it, and the shape of the former.
            { "'boxes' is Float32 [2, 3]; expected [P, 4] or [P, 1, 4]", "boxes", "", [2, 3] },
            { "'boxes' is Float32 [2, 2, 4]; expected [P, 4] or [P, 1, 4]", "boxes", "", [2, 2, 4] },
            { "'points' is Float32 [2, 2]; expected [P, N, 2]", "points", "labels", [2, 2] },
            { "at least one point", "points", "labels", [2, 0, 2] },
            { "'points' and no 'labels'", "points", "", [2, 1, 2] },
            { "'labels' and no 'points'", "labels", "", [2, 1] },
            { "'labels' is [2, 1] for points [2, 3, 2]", "points", "labels", [2, 3, 2] },
            { "'mask' is Float32 [2, 8, 8]; expected [P, 1, h, w]", "mask", "", [2, 8, 8] },
            { "2 rows of 'mask'", "mask", "boxes", [2, 1, 8, 8] },
            { "refuses the prompts: Masks of Float32 [2, 1, 8, 8] are expected, not Float32 [2, 1, 9, 8]", "mask", "", [2, 1, 9, 8] },
            { "prompts for 4 results and 2 images", "boxes", "", [4, 4] },
        };

    public void Dispose() => _files.Dispose();

    [Theory]
    [MemberData(nameof(Prompts))]
    public void Prompts_of_other_shapes_are_refused(string expected, string name, string second, long[] shape)
    {
        var more = second switch
        {
            "labels" => ones(2, 1, dtype: ScalarType.Int64),
            "boxes" => ones(3, 4),
            _ => null,
        };
        _files.Write(("image", zeros(2, 3, 32, 32)), (name, ones(shape)), (second.Length > 0 ? second : "unused", more));

        Refused(4, expected, "MedSam", _small);
    }

    [Theory]
    [InlineData("'labels' has 2; expected whole numbers from -1 to 1", 2f, 0f, 1f)]
    [InlineData("'labels' has 0.5; expected whole numbers", 0.5f, 0f, 1f)]
    [InlineData("'image_index' has 2; expected whole numbers from 0 to 1", 1f, 2f, 1f)]
    [InlineData("'image_index' has -1;", 1f, -1f, 1f)]
    [InlineData("'points' has values that are not finite", 1f, 0f, float.NaN)]
    public void Values_out_of_range_are_refused(string expected, float label, float index, float point)
    {
        _files.Write(
            ("image", zeros(2, 3, 32, 32)),
            ("points", full([2, 1, 2], point)),
            ("labels", tensor(new[] { label, 1 }).view(2, 1)),
            ("image_index", tensor(new[] { index, 1 }))
        );

        Refused(4, expected, "MedSam", _small);
    }

    [Theory]
    [InlineData("boxes")]
    [InlineData("points")]
    [InlineData("labels")]
    [InlineData("mask")]
    public void Prompts_for_a_network_that_takes_none_are_refused(string name)
    {
        _files.Write(("image", zeros(1, 1, 16, 16)), (name, ones(1, 4)));

        Refused(4, $"has '{name}'; the backbone UNet takes no prompts. Leave it out.", "UNet", "--set", "width=2");
    }

    [Theory]
    [InlineData("has no tensor 'target', which --grad needs", null, 0f)]
    [InlineData("'target' is Float32 [1, 1, 16, 8]; expected [P, K, H, W], as the logits are: [1, 1, 16, 16]", 8L, 0f)]
    [InlineData("'target' has values from 2 to 2; expected 0 to 1", 16L, 2f)]
    public void A_target_that_is_none_is_refused(string expected, long? width, float value)
    {
        _files.Write(("image", zeros(1, 1, 16, 16)), ("target", width is { } size ? full([1, 1, 16, size], value) : null));

        Refused(4, expected, "UNet", "--set", "width=2", "--grad");
    }

    [Theory]
    [InlineData(3, "UNet has no routing channels of its own; leave --routing-channels out", "--routing-channels", "2")]
    [InlineData(2, "--routing-channels is 0; expected the number J of experts, 1 or more", "--routing-channels", "0")]
    [InlineData(3, "The decoder of UNet has no steps to show", "--steps")]
    [InlineData(3, "has no map 'level9'; it has level0, level1", "--map", "level9")]
    [InlineData(3, "expected procedural:default or procedural:cenet or procedural:probunet", "--weights", "procedural:sam")]
    [InlineData(3, "procedural weights fill everything and stand alone", "--weights", "procedural:default", "--weights", "nowhere.pth")]
    [InlineData(3, "is none of the backbone's options", "--set", "backbone:id=CeNet")]
    public void What_the_network_or_the_command_has_not_is_refused(int code, string expected, params string[] arguments)
    {
        _files.Write(("image", zeros(1, 1, 16, 16)));

        Refused(code, expected, "UNet", ["--set", "width=2", .. arguments]);
    }

    [Theory]
    [InlineData(
        "MedSam",
        "unet/tconv_w6.weights.pth",
        "a U-Net of width 6 for 1 channel and 1 class, with transposed convolutions. The backbone UNet takes it.",
        "is missing; "
    )]
    [InlineData(
        "UNet",
        "medsam/vit_d4_w7.weights.pth",
        "SAM or MedSAM with a vision transformer of width 80 of 4 blocks as image encoder. The backbone MedSam takes it.",
        "missing: inc.double_conv.0.weight"
    )]
    [InlineData(
        "UNet",
        "cenet/cenet_small.weights.safetensors",
        "CENet with a PVTv2 encoder of 16 channels and a third stage of 2 blocks. The backbone CeNet takes it.",
        "unexpected: "
    )]
    [InlineData("UNet", "unet/bilinear_w4.weights.pth", "That is this backbone; give it the options of the weights.", "another shape: ")]
    [InlineData("UNet", "deferral/J1_random.safetensors", "no network that this program knows", "unexpected: ")]
    public void Another_networks_weights_are_told_what_they_are(string backbone, string weights, string guess, string difference)
    {
        _files.Write(("image", zeros(1, backbone == "UNet" ? 1 : 3, 32, 32)));

        var run = Refused(4, guess, backbone, [.. backbone == "UNet" ? [] : _small, "--weights", GoldenFiles.Of(weights.Split('/')[0], weights.Split('/')[1])]);

        Assert.Contains(difference, run.Error);
    }

    [Fact]
    public void Files_with_a_name_in_common_are_not_joined()
    {
        var weights = GoldenFiles.Of("unet", "tconv_w6.weights.pth");
        _files.Write(("image", zeros(1, 1, 16, 16)));

        Refused(4, "it holds 'inc.double_conv.0.weight', as ", "UNet", "--set", "width=6", "--weights", weights, "--weights", weights);
    }

    [Fact]
    public void A_file_of_another_backbones_options_is_refused_and_what_is_not_read_is_told()
    {
        File.WriteAllText(_files.Of("options.json"), """{ "backbone": { "id": "CeNet", "options": { "classes": 2 } }, "seed": 3 }""");
        _files.Write(("image", zeros(1, 1, 16, 16)), ("box", ones(1, 4)));
        Refused(3, "is for the backbone CeNet; --backbone is UNet", "UNet", "--options", _files.Of("options.json"));

        File.WriteAllText(_files.Of("options.json"), """{ "backbone": { "id": "UNet", "options": { "classes": 2, "width": 4 } }, "seed": 3 }""");
        var run = _files.Run("UNet", "--options", _files.Of("options.json"), "--set", "width=2");

        Assert.Equal((0, $"Not read: box of {_files.Input}."), (run.ExitCode, run.Error.Trim()));
        Assert.Contains("logits [1, 2, 16, 16], features [1, 2, 16, 16]", run.Output);
    }

    private ProgramRun Refused(int code, string expected, string backbone, params string[] arguments)
    {
        var run = _files.Run(backbone, arguments);
        Assert.Contains(expected, run.Error);
        Assert.Equal(code, run.ExitCode);
        Assert.False(File.Exists(_files.Output));
        return run;
    }
}

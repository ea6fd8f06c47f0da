using DeferredSeg.Formats;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Host.Tests.Commands.Forward;

public sealed class OptionsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deferredseg").FullName;

    public OptionsTests()
    {
        using var golden = WeightFile.Open(Golden("tconv_w6.golden.safetensors"));
        Assert.True(golden.TryGet("input", out var input));
        var values = new byte[input.ByteCount];
        golden.Read("input", values);
        SafetensorsWriter.Write(Input, [(new TensorInfo("image", input.DType, [.. input.Shape]), values)]);
    }

    private string Input => Path.Combine(_folder, "in.safetensors");

    private string Output => Path.Combine(_folder, "out.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("pth")]
    [InlineData("safetensors")]
    public void The_logits_are_the_original_networks(string extension)
    {
        var run = Forward("--weights", Golden($"tconv_w6.weights.{extension}"), "--set", "width=6");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var golden = WeightFile.Open(Golden("tconv_w6.golden.safetensors"));
        using var output = WeightFile.Open(Output);
        foreach (var (expected, actual) in Floats(golden, "eval.output").Zip(Floats(output, "logits")))
            Assert.Equal(expected, actual, 1e-5f);
    }

    [Fact]
    public void Options_come_from_a_file_and_the_command_line_wins()
    {
        var options = Path.Combine(_folder, "options.json");
        File.WriteAllText(options, """{ "width": 2, "depth": 2 }""");

        var run = Forward("--options", options, "--set", "width=3");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("features [2, 3, 64, 64]", run.Output);
        Assert.Contains("embedding.level2 [2, 12, 16, 16]", run.Output);
    }

    [Theory]
    [InlineData(3, "'widht' is not an option", "--set", "widht=6")]
    [InlineData(3, "name=value", "--set", "width")]
    [InlineData(3, "is not there", "--options", "nowhere.json")]
    [InlineData(4, "another shape: inc.double_conv.0.weight", "--set", "width=8", "--weights", "GOLDEN")]
    [InlineData(4, "[B, 3, H, W]", "--set", "inputChannels=3")]
    [InlineData(4, "nowhere.pth is not there", "--weights", "nowhere.pth")]
    public void Each_mistake_has_its_exit_code_and_one_message(int code, string expected, params string[] arguments)
    {
        var run = Forward([.. arguments.Select(argument => argument == "GOLDEN" ? Golden("tconv_w6.weights.pth") : argument)]);

        Assert.Equal(code, run.ExitCode);
        Assert.Contains(expected, run.Error);
        Assert.False(File.Exists(Output));
    }

    [Fact]
    public void Options_that_are_no_json_are_told_where_they_break()
    {
        var options = Path.Combine(_folder, "options.json");
        File.WriteAllText(options, "{ broken");

        var run = Forward("--options", options);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("line 1, column 3", run.Error);
        Assert.Contains("Expected is an object", run.Error);
    }

    [Fact]
    public void An_unknown_backbone_is_answered_with_those_that_are_there()
    {
        var run = ProgramRun.Of("forward", "--backbone", "Unett", "--input", Input, "--output", Output);

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("there is CeNet, MedSam, ", run.Error);
    }

    [Fact]
    public void An_input_without_an_image_is_told_what_it_has()
    {
        var run = ProgramRun.Of("forward", "--backbone", "UNet", "--input", Golden("tconv_w6.weights.safetensors"), "--output", Output);

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("has no tensor 'image'", run.Error);
    }

    private static string Golden(string file) => Path.Combine(AppContext.BaseDirectory, "Golden", "unet", file);

    private static float[] Floats(ITensorFile file, string name)
    {
        Assert.True(file.TryGet(name, out var tensor));
        var values = new float[tensor.ElementCount];
        file.Read(name, System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private ProgramRun Forward(params string[] arguments) =>
        ProgramRun.Of(["forward", "--backbone", "UNet", "--input", Input, "--output", Output, .. arguments]);
}

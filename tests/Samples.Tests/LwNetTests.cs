using System.Runtime.InteropServices;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;

namespace Samples.Tests;

[Collection(SampleCollection.Name)]
public sealed class LwNetTests(BuiltSample sample)
{
    private const string Shared =
        "DeferredSeg.Abstractions.dll, TorchSharp.dll, Microsoft.Extensions.Configuration.Abstractions.dll, "
        + "Microsoft.Extensions.Primitives.dll, libTorchSharpShim.so";

    [Fact]
    public void Its_folder_has_what_is_its_own_and_nothing_that_the_host_shares()
    {
        var files = Directory
            .EnumerateFiles(Path.Combine(sample.Plugins, "Backbones.LwNet"), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetFileName(file))
            .ToList();

        Assert.Contains("Backbones.LwNet.dll", files);
        Assert.Contains("plugin.json", files);
        Assert.Empty(files.Intersect(Shared.Split(", ")));
    }

    [Fact]
    public void The_host_finds_loads_and_unloads_it()
    {
        var doctor = sample.Folder.Host("plugins", "doctor").Succeeded();

        Assert.Contains("Backbones.LwNet: loads, registers and unloads", doctor.Output);
    }

    [SkippableTheory]
    [InlineData("pth")]
    [InlineData("safetensors")]
    public void The_published_weights_give_the_logits_of_an_independent_implementation(string extension)
    {
        var (input, output) = (sample.Folder.Of($"{extension}.in.safetensors"), sample.Folder.Of($"{extension}.out.safetensors"));
        SafetensorsWriter.Write(
            input,
            [(new TensorInfo("image", TensorDType.Float32, [1, 3, 64, 64]), File.ReadAllBytes(SampleData.PathOf("lwnet", "ref_input_3x64x64_f32.bin")))]
        );

        sample
            .Folder.Host(
                "forward",
                "--backbone",
                "LwNet",
                "--weights",
                SampleData.PathOf("lwnet", $"wnet_drive.{extension}"),
                "--input",
                input,
                "--output",
                output
            )
            .Succeeded();

        var expected = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(SampleData.PathOf("lwnet", "ref_logit_1x64x64_f32.bin"))).ToArray();
        using var file = WeightFile.Open(output);
        Assert.True(file.TryGet("logits", out var logits));
        var values = new float[logits.ElementCount];
        file.Read("logits", MemoryMarshal.AsBytes(values.AsSpan()));
        Assert.Equal(expected.Length, values.Length);
        Assert.True(expected.Zip(values).Max(pair => Math.Abs(pair.First - pair.Second)) < 1e-4);
    }

    [SkippableFact]
    public void Its_own_tests_pass()
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") == "1", "heavy; ./test --long runs it");

        Assert.Contains("Passed!", sample.Folder.Dotnet("samples/Backbones.LwNet", "test", "-m:1", "-nologo").Succeeded().Output);
    }
}

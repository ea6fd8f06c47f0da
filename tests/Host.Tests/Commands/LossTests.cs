using System.Text.Json;
using System.Text.Json.Nodes;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats.Numpy;
using DeferredSeg.Formats.Safetensors;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Tests.Commands;

public sealed class LossTests : IDisposable
{
    private static readonly string[] _inputs = ["seg_logit", "routing_logits", "predictor_logit", "target", "experts"];

    private readonly string _folder = Directory.CreateTempSubdirectory("deferredseg").FullName;

    public static TheoryData<string> Cases =>
        [.. Directory.GetFiles(GoldenFiles.Of("deferral", ""), "*.json").Select(file => Path.GetFileNameWithoutExtension(file))];

    private string Output => Path.Combine(_folder, "out.safetensors");

    private string Input => Path.Combine(_folder, "in.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_term_map_mask_and_gradient_comes_out_under_the_references_name(string name)
    {
        var golden = GoldenFiles.Of("deferral", name + ".safetensors");
        var numbers = GoldenFiles.Json("deferral", name + ".json");
        using (torch.NewDisposeScope())
        {
            var arrays = Read(golden, _inputs);
            // With one expert there is nothing to balance, and no bound.
            foreach (var bound in new[] { "u", "l" }.Where(bound => numbers.GetProperty(bound).ValueKind == JsonValueKind.Array))
                arrays[bound] = torch.tensor(numbers.GetProperty(bound).EnumerateArray().Select(one => one.GetDouble()).ToArray());
            ModuleWeights.Save(arrays, Input);
        }

        var run = ProgramRun.Of("loss", "--input", Input, "--output", Output, "--set", "losses:wrongExpert=exact", "--format", "json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var expected = JsonNode.Parse(numbers.GetRawText())!.AsObject();
        expected.Remove("note");
        if (name.StartsWith("J1", StringComparison.Ordinal))
            Array.ForEach(["u", "l"], bound => expected.Remove(bound));
        using var wanted = JsonDocument.Parse(expected.ToJsonString());
        using var found = JsonDocument.Parse(run.Output);
        Assert.InRange(GoldenFiles.AssertNumbers(wanted.RootElement, found.RootElement, name, 1e-9), 23, int.MaxValue);
        Assert.InRange(GoldenFiles.AssertArrays(golden, Output, array => !_inputs.Contains(array), 1e-9), 26, int.MaxValue);
    }

    [Fact]
    public void Arrays_may_come_one_by_one_without_leading_sizes_and_go_into_an_archive()
    {
        using (torch.NewDisposeScope())
        {
            var arrays = Read(GoldenFiles.Of("deferral", "J3_random.safetensors"), _inputs);
            foreach (var (name, value) in arrays)
            {
                var first = name is "seg_logit" or "predictor_logit" or "target" ? value[0, 0] : value[0];
                NumpyWriter.WriteArray(
                    Path.Combine(_folder, name + ".npy"),
                    new(name, ModuleWeights.TypeOf(first), first.shape),
                    (_, stream) => stream.Write(first.contiguous().bytes)
                );
            }
        }
        var output = Path.Combine(_folder, "out.npz");

        var run = ProgramRun.Of(["loss", "--input", .. _inputs.Select(name => Path.Combine(_folder, name + ".npy")), "--output", output]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("beta1 squared error", run.Output);
        using var archive = NpzFile.Open(output);
        Assert.True(archive.TryGet("decision", out var decision));
        Assert.Equal("Int64 [1, 6, 5]", decision.Form);
    }

    [Fact]
    public void A_surrogate_without_predictor_writes_what_there_is()
    {
        using (torch.NewDisposeScope())
            ModuleWeights.Save(Read(GoldenFiles.Of("deferral", "J2_random.safetensors"), [.. _inputs.Where(name => name != "predictor_logit")]), Input);

        var run = ProgramRun.Of(
            "loss",
            "--input",
            Input,
            "--output",
            Output,
            "--set",
            "losses:surrogate=two-stage",
            "--set",
            "losses:lambda1=0",
            "--set",
            "losses:lambda2=0",
            "--parameterisation",
            "utility",
            "--format",
            "json"
        );

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var json = JsonDocument.Parse(run.Output);
        Assert.True(json.RootElement.TryGetProperty("L_TWO_STAGE_term1_experts", out _));
        Assert.False(json.RootElement.TryGetProperty("L_SC", out _));
        using var file = SafetensorsFile.Open(Output);
        Assert.True(file.TryGet("grad.TWO_STAGE.routing_logits", out _));
        Assert.False(file.TryGet("grad.SC.routing_logits", out _));
    }

    [Theory]
    [InlineData(2, "--input")]
    [InlineData(3, "'wrongexpert'", "--set", "losses:wrongexprt=exact")]
    [InlineData(3, "clamp, exact, bounded", "--set", "losses:wrongExpert=exakt")]
    [InlineData(3, "lower is given without upper", "--set", "losses:lower:0=0.1")]
    [InlineData(4, "cannot train", "--set", "losses:surrogate=ova", "--parameterisation", "softmax")]
    [InlineData(4, "for 1 experts", "--set", "losses:lower:0=0.1", "--set", "losses:upper:0=0.2")]
    [InlineData(4, "'.txt'", "--output", "out.txt")]
    public void Each_mistake_has_its_exit_code_and_one_message(int code, string expected, params string[] arguments)
    {
        string[] input = code == 2 ? [] : ["--input", GoldenFiles.Of("deferral", "J3_random.safetensors")];

        var run = ProgramRun.Of(["loss", .. input, .. arguments]);

        Assert.Equal(code, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_value_that_is_no_number_and_a_missing_array_are_named()
    {
        using (torch.NewDisposeScope())
        {
            var arrays = Read(GoldenFiles.Of("deferral", "J3_random.safetensors"), _inputs);
            arrays["routing_logits"] = arrays["routing_logits"].masked_fill(arrays["routing_logits"].gt(1), double.NaN);
            ModuleWeights.Save(arrays, Input);
            arrays["expert"] = arrays["experts"];
            arrays.Remove("experts");
            ModuleWeights.Save(arrays, Path.Combine(_folder, "missing.safetensors"));
        }

        var run = ProgramRun.Of("loss", "--input", Input, "--output", Output);
        Assert.Equal(4, run.ExitCode);
        Assert.Contains("routing", run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("NaN", run.Error);
        Assert.False(File.Exists(Output));

        run = ProgramRun.Of("loss", "--input", Path.Combine(_folder, "missing.safetensors"));
        Assert.Equal(4, run.ExitCode);
        Assert.Contains("has no array 'experts'", run.Error);
        Assert.Contains("Is 'expert' meant?", run.Error);
    }

    private static Dictionary<string, Tensor> Read(string path, string[] names)
    {
        using var file = SafetensorsFile.Open(path);
        return names.ToDictionary(name => name, name => ModuleWeights.Read(file, file.Tensors.First(info => info.Name == name)));
    }
}

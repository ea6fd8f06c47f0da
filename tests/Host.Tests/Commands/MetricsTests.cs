using System.Text.Json;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Safetensors;
using TorchSharp;

namespace DeferredSeg.Host.Tests.Commands;

public sealed class MetricsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deferredseg").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_reference_number_comes_out_under_its_own_name()
    {
        var run = ProgramRun.Of(
            "metrics",
            "--input",
            GoldenFiles.Of("metrics", "metrics.safetensors"),
            "--spacing",
            "1,1",
            "--spacing",
            "0.7,1.3",
            "--format",
            "json"
        );

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var json = JsonDocument.Parse(run.Output);
        Assert.InRange(GoldenFiles.AssertNumbers(GoldenFiles.Json("metrics", "metrics.json"), json.RootElement, "metrics", 1e-9), 1400, int.MaxValue);
    }

    [Fact]
    public void Pictures_are_compared_and_the_numbers_written()
    {
        ImageFile.Write(Path.Combine(_folder, "a.png"), new RasterImage(2, 2, 1, 8, [0, 255, 255, 0]));
        ImageFile.Write(Path.Combine(_folder, "b.png"), new RasterImage(2, 2, 1, 8, [0, 1, 0, 0]));
        var output = Path.Combine(_folder, "numbers.json");

        var run = ProgramRun.Of("metrics", "--input", $"pred={Path.Combine(_folder, "a.png")}", $"truth={Path.Combine(_folder, "b.png")}", "--output", output);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("0.667", run.Output);
        using var json = JsonDocument.Parse(File.ReadAllText(output));
        Assert.Equal(
            2.0 / 3,
            json.RootElement.GetProperty("overlap_and_surface")
                .GetProperty("case")
                .GetProperty("overlap")
                .GetProperty("with_convention")
                .GetProperty("dice")
                .GetDouble(),
            1e-12
        );
    }

    [Fact]
    public void A_routed_case_has_its_risk_with_costs_loads_and_baselines()
    {
        var input = Path.Combine(_folder, "in.safetensors");
        using (torch.NewDisposeScope())
        {
            ModuleWeights.Save(
                new Dictionary<string, torch.Tensor>
                {
                    ["truth"] = torch.tensor(new byte[] { 1, 1, 0, 0 }, [2, 2], torch.ScalarType.Byte),
                    ["model_mask"] = torch.tensor(new byte[] { 1, 0, 0, 1 }, [2, 2], torch.ScalarType.Byte),
                    ["experts"] = torch.tensor(new byte[] { 1, 1, 1, 0 }, [1, 2, 2], torch.ScalarType.Byte),
                    ["decision"] = torch.tensor(new long[] { 0, 1, 0, 0 }, [2, 2]),
                    ["prob"] = torch.tensor(new[] { 0.9, 0.4, 0.2, 0.6 }, [2, 2], torch.ScalarType.Float64),
                    ["routing_prob"] = torch.full([2, 2, 2], 0.5, torch.ScalarType.Float64),
                },
                input
            );
        }

        var run = ProgramRun.Of("metrics", "--input", input, "--cost", "0.2", "--format", "json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var json = JsonDocument.Parse(run.Output);
        var split = json.RootElement.GetProperty("splits").GetProperty("case");
        Assert.Equal(0.25 + 0.05, split.GetProperty("risk").GetProperty("total").GetDouble(), 1e-12);
        Assert.Equal([0.5, 0.5], split.GetProperty("soft_load").EnumerateArray().Select(one => one.GetDouble()));
        Assert.Equal(
            0.75,
            split.GetProperty("baselines_at_equal_coverage").GetProperty("oracle").GetProperty("system").GetProperty("accuracy").GetDouble(),
            1e-12
        );
        Assert.Equal(1, split.GetProperty("baseline_policies").GetProperty("oracle-routing").GetProperty("system").GetProperty("dice").GetDouble());
    }

    [Fact]
    public void Held_out_cases_give_a_combination_and_recalibration_and_budgets_their_curves()
    {
        var (input, output) = (Path.Combine(_folder, "in.safetensors"), Path.Combine(_folder, "numbers.json"));
        using (torch.NewDisposeScope())
        {
            ModuleWeights.Save(
                new Dictionary<string, torch.Tensor>
                {
                    ["truth"] = torch.tensor(new byte[] { 1, 1, 0, 0 }, [2, 2], torch.ScalarType.Byte),
                    ["model_mask"] = torch.tensor(new byte[] { 1, 0, 0, 1 }, [2, 2], torch.ScalarType.Byte),
                    ["experts"] = torch.tensor(new byte[] { 1, 1, 1, 0 }, [1, 2, 2], torch.ScalarType.Byte),
                    ["decision"] = torch.tensor(new long[] { 0, 1, 0, 0 }, [2, 2]),
                    ["prob"] = torch.tensor(new[] { 0.9, 0.4, 0.2, 0.6 }, [2, 2], torch.ScalarType.Float64),
                },
                input
            );
        }

        var run = ProgramRun.Of([
            "metrics",
            "--input",
            input,
            "--fit",
            input,
            "--target",
            "1",
            "--budget",
            "0.25",
            "--fill",
            "equalMass",
            "--bins",
            "2",
            "--output",
            output,
        ]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("Dice by budget", run.Output);
        using var json = JsonDocument.Parse(File.ReadAllText(output));
        var split = json.RootElement.GetProperty("splits").GetProperty("case");
        // The expert's word and the model's probability outweigh each other only at the last two pixels.
        Assert.InRange(split.GetProperty("baseline_policies").GetProperty("combination").GetProperty("system").GetProperty("accuracy").GetDouble(), 0.75, 1);
        var curves = split.GetProperty("budget_curves");
        // Half of the model's pixels and three quarters of the expert's are right: a quarter of the way between them.
        Assert.Equal(0.5625, curves.GetProperty("random").GetProperty("expected")[0].GetProperty("accuracy").GetDouble(), 1e-12);
        Assert.Equal(0.75, curves.GetProperty("oracle").GetProperty("points")[0].GetProperty("system").GetProperty("accuracy").GetDouble(), 1e-12);
        var calibration = json.RootElement.GetProperty("calibration").GetProperty("case");
        Assert.Equal(2, calibration.GetProperty("bins_foreground").GetArrayLength());
        Assert.NotEqual(calibration.GetProperty("brier").GetDouble(), calibration.GetProperty("recalibrated").GetProperty("brier").GetDouble());
    }

    [Theory]
    [InlineData(2, "--input")]
    [InlineData(3, "--spacing is '0,1'", "--input", "GOLDEN", "--spacing", "0,1")]
    [InlineData(4, "nothing to measure", "--input", "STAPLE")]
    [InlineData(4, "expected [40, 48]", "--input", "pred=PICTURE", "SPLIT")]
    [InlineData(4, "is not there", "--input", "nowhere.safetensors")]
    public void Each_mistake_has_its_exit_code_and_one_message(int code, string expected, params string[] arguments)
    {
        var picture = Path.Combine(_folder, "a.png");
        ImageFile.Write(picture, new RasterImage(2, 2, 1, 8, [0, 255, 255, 0]));
        var split = Path.Combine(_folder, "split.safetensors");
        using (torch.NewDisposeScope())
        using (var golden = SafetensorsFile.Open(GoldenFiles.Of("metrics", "metrics.safetensors")))
        {
            ModuleWeights.Save(
                new Dictionary<string, torch.Tensor> { ["truth"] = ModuleWeights.Read(golden, golden.Tensors.First(info => info.Name == "split0/truth")) },
                split
            );
        }

        var run = ProgramRun.Of([
            "metrics",
            .. arguments.Select(argument =>
                argument
                    .Replace("GOLDEN", GoldenFiles.Of("metrics", "metrics.safetensors"), StringComparison.Ordinal)
                    .Replace("STAPLE", GoldenFiles.Of("staple", "staple.safetensors"), StringComparison.Ordinal)
                    .Replace("PICTURE", picture, StringComparison.Ordinal)
                    .Replace("SPLIT", split, StringComparison.Ordinal)
            ),
        ]);

        Assert.Equal(code, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }
}

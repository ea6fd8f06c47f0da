using System.Text.Json;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Safetensors;
using TorchSharp;

namespace DeferredSeg.Host.Tests.Commands;

public sealed class SimulateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deferredseg").FullName;

    private string Output => Path.Combine(_folder, "out.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("tab2", "table2-j3.json", 1)]
    [InlineData("tabD9", "appendix-d-j5.json", 1)]
    [InlineData("tabE11", "appendix-e-j5.json", 5.0 / 7)]
    public void The_papers_panels_give_the_references_masks_from_the_references_numbers(string table, string panel, double share)
    {
        var golden = GoldenFiles.Of("experts", "experts.safetensors");
        var run = ProgramRun.Of(
            "simulate",
            "--config",
            Path.Combine(BuildFacts.Configurations, "experts", panel),
            "--input",
            golden,
            "--output",
            Output,
            "--name",
            table,
            "--format",
            "json"
        );

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var wanted = SafetensorsFile.Open(golden);
        using var found = SafetensorsFile.Open(Output);
        var compared = 0;
        foreach (
            var info in wanted.Tensors.Where(info =>
                info.Name.Contains($"/{table}.", StringComparison.Ordinal) || info.Name.EndsWith("/partition", StringComparison.Ordinal)
            )
        )
        {
            Assert.True(found.TryGet(info.Name, out var other));
            using var expected = ModuleWeights.Read(wanted, info).to_type(torch.ScalarType.Float64);
            using var actual = ModuleWeights.Read(found, other).to_type(torch.ScalarType.Float64);
            // Table E.11 has seven experts, of whom the paper's largest panel takes the first five.
            using var some = info.Name.EndsWith("/partition", StringComparison.Ordinal)
                ? expected.alias()
                : expected.narrow(0, 0, (long)Math.Round(info.Shape[0] * share));
            Assert.Equal(some.shape, actual.shape);
            Assert.True((some - actual).abs().max().ToDouble() < 1e-7, info.Name);
            compared++;
        }
        Assert.InRange(compared, 21, int.MaxValue);
        using var json = JsonDocument.Parse(run.Output);
        var numbers = GoldenFiles.Json("experts", "experts.json").GetProperty("masks").GetProperty("ring");
        var ring = json.RootElement.GetProperty("masks").GetProperty("ring");
        Assert.Equal(numbers.GetProperty("boundary").GetInt64(), ring.GetProperty("boundary").GetInt64());
        Assert.Equal(
            numbers.GetProperty("expected_accuracy").GetProperty(table)[0].GetDouble(),
            ring.GetProperty("experts")[0].GetProperty("expected_accuracy").GetDouble(),
            1e-12
        );
    }

    [Fact]
    public void A_seed_gives_the_same_answers_twice_and_another_seed_or_epoch_others()
    {
        Picture("truth.png");
        byte[] Answers(params string[] more)
        {
            var run = ProgramRun.Of([
                "simulate",
                "--set",
                "experts:0:source=synthetic",
                "--set",
                "experts:0:options:setting=table2/3",
                "--input",
                Path.Combine(_folder, "truth.png"),
                "--output",
                Output,
                .. more,
            ]);
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            using var file = SafetensorsFile.Open(Output);
            var values = new byte[64 * 64];
            file.Read("expert_masks", values);
            return values;
        }

        var first = Answers();
        Assert.Equal(first, Answers());
        Assert.NotEqual(first, Answers("--set", "seed=1"));
        Assert.NotEqual(first, Answers("--epoch", "1"));
    }

    [Fact]
    public void A_recorded_rater_is_measured_by_the_others_and_the_ledger_says_so()
    {
        foreach (var rater in new[] { "one", "two", "three" })
        {
            Directory.CreateDirectory(Path.Combine(_folder, "raters", rater));
            Picture(Path.Combine("raters", rater, "a.png"), rater == "three" ? 5 : 0);
        }
        var ledger = Path.Combine(_folder, "ledger.csv");

        var run = ProgramRun.Of(
            "simulate",
            "--set",
            "experts:0:source=recorded",
            "--set",
            "experts:0:options:rater=three",
            "--raters",
            Path.Combine(_folder, "raters"),
            "--ledger",
            ledger,
            "--output",
            Output,
            "--format",
            "json"
        );
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("The reference contains the expert in 0 of 1 cases.", run.Output);
        Assert.Contains("others,one; two,three", File.ReadAllText(ledger));

        run = ProgramRun.Of(
            "simulate",
            "--set",
            "experts:0:source=recorded",
            "--set",
            "experts:0:options:rater=three",
            "--set",
            "reference:from=all",
            "--raters",
            Path.Combine(_folder, "raters")
        );
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("The reference contains the expert in 1 of 1 cases.", run.Output);
    }

    [Theory]
    [InlineData(2, "Name --input, --raters or both")]
    [InlineData(3, "$.experts is empty", "--input", "TRUTH")]
    [InlineData(3, "table2/1", "--input", "TRUTH", "--set", "experts:0:source=synthetic", "--set", "experts:0:options:setting=tabel2/1")]
    [InlineData(3, "no recorded raters", "--input", "TRUTH", "--set", "experts:0:source=oracle", "--set", "reference:rule=majority")]
    [InlineData(4, "expected either 255 alone", "--input", "GREY", "--set", "experts:0:source=oracle")]
    [InlineData(4, "is not there", "--raters", "nowhere", "--set", "experts:0:source=oracle")]
    public void Each_mistake_has_its_exit_code_and_one_message(int code, string expected, params string[] arguments)
    {
        Picture("truth.png");
        ImageFile.Write(Path.Combine(_folder, "grey.png"), new RasterImage(1, 2, 1, 8, [3, 255]));

        var run = ProgramRun.Of([
            "simulate",
            .. arguments.Select(argument =>
                argument
                    .Replace("TRUTH", Path.Combine(_folder, "truth.png"), StringComparison.Ordinal)
                    .Replace("GREY", Path.Combine(_folder, "grey.png"), StringComparison.Ordinal)
            ),
        ]);

        Assert.Equal(code, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }

    private void Picture(string name, int shift = 0) =>
        ImageFile.Write(
            Path.Combine(_folder, name),
            new RasterImage(
                64,
                64,
                1,
                8,
                [.. Enumerable.Range(0, 64 * 64).Select(i => (ushort)(i / 64 is > 20 and < 44 && i % 64 > 18 + shift && i % 64 < 40 + shift ? 255 : 0))]
            )
        );
}

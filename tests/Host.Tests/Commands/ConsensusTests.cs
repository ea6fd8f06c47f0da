using System.Text.Json;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Numpy;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Host.Tests.Commands;

public sealed class ConsensusTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deferredseg").FullName;

    private string Output => Path.Combine(_folder, "out.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_reference_case_comes_out_under_its_own_names()
    {
        var file = GoldenFiles.Of("staple", "staple.safetensors");
        var run = ProgramRun.Of("consensus", "--input", file, "--output", Output, "--after", "1", "2", "5", "20", "--format", "json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var json = JsonDocument.Parse(run.Output);
        var numbers = GoldenFiles.Json("staple", "staple.json").GetProperty("cases");
        foreach (var expected in numbers.EnumerateObject().Where(one => !one.Value.TryGetProperty("degenerate", out _)))
        {
            var actual = json.RootElement.GetProperty("cases").GetProperty(expected.Name);
            // With one rater p and q creep: where they stop depends on the last bits.
            if (expected.Name != "r1")
                Assert.InRange(GoldenFiles.AssertNumbers(expected.Value, actual, expected.Name, 1e-6), 10, int.MaxValue);
        }
        Assert.True(json.RootElement.GetProperty("cases").GetProperty("r3_all_empty").GetProperty("constant").GetBoolean());
        Assert.False(json.RootElement.GetProperty("cases").GetProperty("r3_all_empty").TryGetProperty("sensitivity", out _));
        Assert.InRange(
            GoldenFiles.AssertArrays(
                file,
                Output,
                name => !name.EndsWith("/ratings", StringComparison.Ordinal) && !name.EndsWith("/simulated_truth", StringComparison.Ordinal),
                1e-6
            ),
            40,
            int.MaxValue
        );
    }

    [Fact]
    public void Masks_drawn_by_people_go_in_as_pictures_and_come_out_as_one()
    {
        Picture("a.png", 0, 255, 255, 0);
        Picture("b.png", 0, 255, 0, 0);
        Picture("c.png", 0, 255, 255, 0);
        var picture = Path.Combine(_folder, "consensus.png");
        var run = ProgramRun.Of(
            "consensus",
            "--input",
            Path.Combine(_folder, "a.png"),
            "--input",
            Path.Combine(_folder, "b.png"),
            $"third={Path.Combine(_folder, "c.png")}",
            "--output",
            picture
        );

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("third", run.Output);
        Assert.Equal(new ushort[] { 0, 255, 255, 0 }, ImageFile.Read(picture).Samples);
    }

    [Fact]
    public void Labels_are_settled_one_against_the_rest()
    {
        var ratings = Path.Combine(_folder, "ratings.npy");
        byte[] values = [0, 1, 2, 2, 0, 1, 2, 1, 0, 1, 2, 2];
        NumpyWriter.WriteArray(ratings, new TensorInfo("ratings", TensorDType.UInt8, 3, 2, 2), (_, stream) => stream.Write(values));
        var run = ProgramRun.Of("consensus", "--input", ratings, "--labels", "--output", Output, "--format", "json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var file = SafetensorsFile.Open(Output);
        var consensus = new byte[4];
        file.Read("consensus", consensus);
        Assert.Equal([0, 1, 2, 2], consensus);
        Assert.True(file.TryGet("posterior.2", out _));
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(
            3,
            json.RootElement.GetProperty("cases").GetProperty("ratings").GetProperty("labels").GetProperty("1").GetProperty("sensitivity").GetArrayLength()
        );
    }

    [Theory]
    [InlineData(2, "--input")]
    [InlineData(4, "is not there", "--input", "nowhere.png")]
    [InlineData(4, "'.txt'", "--input", "FOLDER/a.png", "--output", "out.txt")]
    [InlineData(
        4,
        "grey.png: found 3 values: 0 (50.0 %), 7 (25.0 %), 255 (25.0 %); expected either 255 alone beside 0, or labels below it",
        "--input",
        "FOLDER/grey.png"
    )]
    [InlineData(4, "'wide' is [1, 4], but 'a' is [2, 2]", "--input", "FOLDER/a.png", "FOLDER/wide.png")]
    [InlineData(4, "Prior is 2", "--input", "FOLDER/a.png", "--prior", "2")]
    [InlineData(4, "'a' is in", "--input", "FOLDER/a.png", "a=FOLDER/grey.png")]
    public void Each_mistake_has_its_exit_code_and_one_message(int code, string expected, params string[] arguments)
    {
        Picture("a.png", 0, 255, 255, 0);
        Picture("grey.png", 0, 7, 255, 0);
        ImageFile.Write(Path.Combine(_folder, "wide.png"), new RasterImage(1, 4, 1, 8, [0, 0, 255, 255]));

        var run = ProgramRun.Of(["consensus", .. arguments.Select(argument => argument.Replace("FOLDER", _folder, StringComparison.Ordinal))]);

        Assert.Equal(code, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }

    private void Picture(string name, params ushort[] samples) => ImageFile.Write(Path.Combine(_folder, name), new RasterImage(2, 2, 1, 8, samples));
}

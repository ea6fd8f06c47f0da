using System.Text.Json;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Host.Tests.Commands;

public sealed class DataTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deferredseg").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Copies of an image under other names, by another person: told, and kept together by the list that is written.</summary>
    [Fact]
    public void Copies_of_images_are_told_and_stay_in_one_part()
    {
        for (var i = 0; i < 12; i++)
        {
            var name = $"scan{i:00}.png";
            foreach (var (kind, samples) in new[] { ("images", 255 / 6 * (i % 6)), ("masks", 255) })
            {
                Directory.CreateDirectory(Path.Combine(_folder, "set", kind));
                ImageFile.Write(
                    Path.Combine(_folder, "set", kind, name),
                    new(8, 8, 1, 8, [.. Enumerable.Range(0, 64).Select(pixel => (ushort)(pixel < 32 ? samples : 0))])
                );
            }
        }
        File.WriteAllText(
            Path.Combine(_folder, "set", "index.csv"),
            "id,patient\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"scan{i:00},p{(i == 1 ? 0 : i)}\n"))
        );
        var list = Path.Combine(_folder, "split.json");

        var split = ProgramRun.Of("data", "split", Path.Combine(_folder, "set"), "--output", list, "--set", "dataset:split:seed=3", "--format", "json");

        Assert.Equal(0, split.ExitCode);
        Assert.Contains("Patients are those of the column 'patient'", split.Error);
        Assert.Contains("scan01 = scan07", split.Error);
        using var parts = JsonDocument.Parse(File.ReadAllText(list));
        foreach (var part in parts.RootElement.EnumerateObject())
        {
            var ids = part.Value.EnumerateArray().Select(id => int.Parse(id.GetString()![4..], System.Globalization.CultureInfo.InvariantCulture)).ToList();
            // scan00 and scan06 are black, and nobody's copies.
            Assert.All(ids.Where(id => id % 6 != 0), id => Assert.Contains((id + 6) % 12, ids));
        }
        var own = Path.Combine(_folder, "own.json");
        File.WriteAllText(own, """{ "train": ["scan01", "SCAN02"], "test": ["scan07", "P9"] }""");
        var checkedList = ProgramRun.Of("data", "split", Path.Combine(_folder, "set"), "--set", $"dataset:split:file={own}");
        Assert.True(checkedList.ExitCode == ExitCode.Ok, checkedList.Error);
        Assert.Contains("scan01 (train) = scan07 (test)", checkedList.Error);
    }

    [Fact]
    public void A_phantom_is_written_inspected_divided_and_converted()
    {
        var (phantom, copy, list) = (Path.Combine(_folder, "phantom"), Path.Combine(_folder, "copy"), Path.Combine(_folder, "split.json"));
        var written = ProgramRun.Of("data", "phantom", "--output", phantom, "--cases", "12", "--patients", "6", "--size", "32", "--raters", "3", "--seed", "5");
        Assert.Equal((0, ""), (written.ExitCode, written.Error));

        using var report = Inspect(phantom);
        Assert.Equal(
            (12, 6, 12),
            (
                report.RootElement.GetProperty("cases").GetInt32(),
                report.RootElement.GetProperty("patients").GetInt32(),
                report.RootElement.GetProperty("gold").GetInt32()
            )
        );
        Assert.Equal(
            ["careful", "generous", "tight"],
            report.RootElement.GetProperty("raters").EnumerateArray().Select(rater => rater.GetProperty("name").GetString())
        );
        Assert.All(report.RootElement.GetProperty("raters").EnumerateArray(), rater => Assert.InRange(rater.GetProperty("diceWithGold").GetDouble(), 0.4, 1));
        Assert.Equal(12, report.RootElement.GetProperty("sizes").GetProperty("32 x 32").GetInt32());

        var split = ProgramRun.Of(
            "data",
            "split",
            phantom,
            "--set",
            "dataset:split:folds=3",
            "--set",
            "dataset:split:fold=1",
            "--output",
            list,
            "--format",
            "json"
        );
        Assert.Equal((0, ""), (split.ExitCode, split.Error));
        using var parts = JsonDocument.Parse(split.Output);
        Assert.Equal(4, parts.RootElement.GetProperty("test").GetArrayLength());
        var again = ProgramRun.Of("data", "split", phantom, "--set", $"dataset:split:file={list}", "--format", "json");
        Assert.Equal(split.Output, again.Output);

        var converted = ProgramRun.Of("data", "convert", phantom, "--as", "npy", "--output", copy);
        Assert.Equal((0, ""), (converted.ExitCode, converted.Error));
        using var same = Inspect(copy);
        Assert.Equal(report.RootElement.GetRawText(), same.RootElement.GetRawText());

        var twice = ProgramRun.Of("data", "phantom", "--output", phantom);
        Assert.Equal(ExitCode.Data, twice.ExitCode);
        Assert.Contains("is not empty", twice.Error);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        Picture("images/a.png", 4, 4);
        Picture("images/b.png", 4, 4);
        File.WriteAllText(Path.Combine(_folder, "images/c.png"), "no picture");
        Picture("masks/a.png", 5, 4);
        Picture("rater1/b.png", 3, 4);
        Picture("rater1/nobody.png", 4, 4);
        var run = ProgramRun.Of("data", "inspect", _folder, "--format", "json");

        Assert.Equal(ExitCode.Data, run.ExitCode);
        using var json = JsonDocument.Parse(run.Output);
        var problems = json.RootElement.GetProperty("problems").EnumerateArray().Select(one => one.GetString()!).ToList();
        Assert.Equal(3, problems.Count);
        Assert.Contains(problems, problem => problem.Contains("masks/a.png") && problem.Contains("expected 4 by 4"));
        Assert.Contains(problems, problem => problem.Contains("c.png"));
        Assert.Contains(problems, problem => problem.Contains("'rater1' for 'b' is 3 by 4"));
        Assert.Contains("nobody", json.RootElement.GetProperty("notes").ToString());
        var table = ProgramRun.Of("data", "inspect", _folder);
        Assert.Contains("3 problems", table.Error);
        Assert.Contains("rater1", table.Output);
    }

    [Theory]
    [InlineData("dataset:patiens=x", "patient", ExitCode.Configuration)]
    [InlineData("dataset:classes:mode=rois", "roi", ExitCode.Configuration)]
    [InlineData("dataset:split:folds=1", "expected 0, or 2 and more", ExitCode.Configuration)]
    [InlineData("dataset:images=imagse", "'images' is", ExitCode.Data)]
    [InlineData("dataset:index:file=none.csv", "none.csv is not there", ExitCode.Data)]
    public void What_was_mistyped_is_named(string setting, string expected, int code)
    {
        Picture("images/a.png", 4, 4);
        var run = ProgramRun.Of("data", "split", _folder, "--set", setting);
        Assert.Equal(code, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }

    [Fact]
    public void A_folder_describes_itself_and_the_command_line_wins()
    {
        Picture("images/p1_a.png", 4, 4);
        Picture("images/p1_b.png", 4, 4);
        Picture("images/p2_a.png", 4, 4);
        Picture("one/p1_a.png", 4, 4);
        Directory.CreateDirectory(Path.Combine(_folder, "two"));
        File.WriteAllText(Path.Combine(_folder, "dataset.json"), """{ "name": "small", "patient": "^p\\d", "raters": ["one", "two"] }""");
        using var own = Inspect(_folder);
        Assert.Equal(
            ("small", 2, 2),
            (
                own.RootElement.GetProperty("name").GetString(),
                own.RootElement.GetProperty("patients").GetInt32(),
                own.RootElement.GetProperty("raters").GetArrayLength()
            )
        );
        var config = Path.Combine(_folder, "experiment.json");
        File.WriteAllText(config, """{ "dataset": { "raters": ["one"], "name": "mine" } }""");
        using var mine = Inspect(_folder, "--config", config);
        Assert.Equal(
            ("mine", 2, 1),
            (
                mine.RootElement.GetProperty("name").GetString(),
                mine.RootElement.GetProperty("patients").GetInt32(),
                mine.RootElement.GetProperty("raters").GetArrayLength()
            )
        );

        File.WriteAllText(Path.Combine(_folder, "dataset.json"), """{ "patint": "^p" }""");
        var wrong = ProgramRun.Of("data", "inspect", _folder);
        Assert.Equal(ExitCode.Configuration, wrong.ExitCode);
        Assert.Contains("dataset.json", wrong.Error);
        Assert.Contains("patient", wrong.Error);
    }

    private static JsonDocument Inspect(params string[] arguments)
    {
        var run = ProgramRun.Of(["data", "inspect", .. arguments, "--format", "json"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return JsonDocument.Parse(run.Output);
    }

    private void Picture(string file, int height, int width)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        ImageFile.Write(path, new(height, width, 1, 8, [.. Enumerable.Range(0, height * width).Select(i => (ushort)(i % 256))]));
    }
}

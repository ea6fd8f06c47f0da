namespace DeferredSeg.Host.Tests.Commands;

public sealed class RouteRefusalTests(RouteCase cases) : IClassFixture<RouteCase>, IDisposable
{
    private readonly RouteImageCase _images = new(cases);

    public void Dispose() => _images.Dispose();

    [Theory]
    [InlineData("scam.png", "did you mean scan.png?")]
    [InlineData("nowhere/scan.png", "nor is its folder")]
    [InlineData("empty", "has no image")]
    [InlineData("broken.png", "broken.png")]
    [InlineData("text.png", "the signature of PNG, JPEG, TIFF or BMP")]
    [InlineData("notes.txt", "ends in '.txt'; expected an image")]
    [InlineData("clear.png", "a transparent pixel at row 1, column 2")]
    [InlineData("twice", "expected one file")]
    [InlineData("series.npy", "The network takes 1 channels, and 'series' has")]
    [InlineData("nan.npy", "expected numbers")]
    public void What_is_no_image_is_told_with_exit_code_4_and_nothing_is_written(string name, string expected)
    {
        var scan = _images.Picture("scan.png", 24, 24, _images.Samples(24, 24));
        Directory.CreateDirectory(_images.Path("empty/x")[..^2]);
        File.WriteAllBytes(_images.Path("broken.png"), File.ReadAllBytes(scan)[..^40]);
        File.WriteAllText(_images.Path("text.png"), "no picture");
        File.WriteAllText(_images.Path("notes.txt"), "no picture");
        _images.Picture("clear.png", 24, 24, Enumerable.Range(0, 24 * 24).SelectMany(i => new[] { 1, 2, 3, i == 26 ? 0 : 255 }), channels: 4);
        _images.Picture("twice/a.png", 24, 24, _images.Samples(24, 24));
        _images.Array("twice/a.npy", 24, 24, new float[24 * 24]);
        using (var series = File.Create(_images.Path("series.npy")))
            series.Write(Series());
        _images.Array("nan.npy", 24, 24, [.. Enumerable.Range(0, 24 * 24).Select(i => i == 7 ? float.NaN : i)]);
        var output = Path.Combine(_images.Folder, "routed");

        var run = ProgramRun.Of("route", "--untrained", "--config", _images.Configuration(), Path.Combine(_images.Folder, name), "--output", output);

        Assert.Equal((4, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error);
        Assert.False(Path.Exists(output));
    }

    [Fact]
    public void Two_images_of_one_name_are_refused()
    {
        var (one, other) = (_images.Picture("one/a.png", 24, 24, _images.Samples(24, 24)), _images.Picture("two/a.png", 24, 24, _images.Samples(24, 24)));

        var run = ProgramRun.Of("route", "--untrained", "--config", _images.Configuration(), one, other, "--output", Path.Combine(_images.Folder, "routed"));

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("would both be called 'a'", run.Error);
    }

    [Theory]
    [InlineData("Nothing to route is named")]
    [InlineData("Several things to route are named", "a.png", "--phantom", "1")]
    [InlineData("Several things to route are named", "--part", "test", "--phantom", "1")]
    [InlineData("--member names a network of --run", "a.png", "--member", "seed-0")]
    [InlineData("'tset'", "--part", "tset")]
    public void A_command_line_that_is_not_understood_is_told_with_exit_code_2(string expected, params string[] arguments)
    {
        var run = ProgramRun.Of([
            "route",
            "--untrained",
            "--config",
            _images.Configuration(),
            "--output",
            Path.Combine(_images.Folder, "routed"),
            .. arguments,
        ]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }

    [Fact]
    public void A_part_needs_a_dataset()
    {
        var run = ProgramRun.Of(
            "route",
            "--untrained",
            "--config",
            _images.Configuration(),
            "--output",
            Path.Combine(_images.Folder, "routed"),
            "--part",
            "test"
        );

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("$.dataset has neither a folder nor a source", run.Error);
    }

    [Fact]
    public void Help_shows_how_it_is_typed() =>
        Assert.Contains("./deferredseg route --run runs/demo image.png --output routed", ProgramRun.Of("route", "--help").Output);

    // Four planes of 6 by 6, which is no image of 1 or 3 channels.
    private static byte[] Series()
    {
        var header = "{'descr': '|u1', 'fortran_order': False, 'shape': (4, 6, 6), }".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(header), .. new byte[144]];
    }
}

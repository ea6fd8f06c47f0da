using System.Text.Json;

namespace DeferredSeg.Host.Tests.Commands;

/// <summary><c>route --archive</c> on one machine: what <c>route</c> writes, bit for bit.</summary>
public sealed class ArchiveRouteTests : IClassFixture<RouteCase>, IDisposable
{
    private readonly RouteImageCase _images;
    private readonly string _configuration;

    public ArchiveRouteTests(RouteCase cases)
    {
        _images = new(cases);
        _configuration = _images.Configuration();
    }

    public void Dispose() => _images.Dispose();

    [Fact]
    public void An_archive_is_routed_as_its_images_are_and_a_bad_one_is_listed()
    {
        var scans = Scans(20);
        File.WriteAllText(_images.Path("scans/below/bad.png"), "no image");

        var plain = Route("plain", scans);
        var archive = Route("archive", "--archive", scans);

        Assert.Equal((4, 4), (plain.ExitCode, archive.ExitCode));
        Assert.Equal(plain.Error, archive.Error);
        Assert.Contains("1 of 21 images could not be routed", archive.Error, StringComparison.Ordinal);
        var files = Files("plain");
        Assert.Equal(files.Keys, Files("archive").Keys);
        Assert.All(files, file => Assert.True(file.Value.SequenceEqual(Files("archive")[file.Key]), file.Key));
        Assert.Contains("below/p3/system.png", files.Keys);

        // What either left the other goes on with.
        var again = JsonDocument.Parse(Route("plain", "--archive", scans, "--format", "json").Output).RootElement;
        Assert.Equal(20, again.GetProperty("kept").GetInt32());
        Assert.Equal(20, JsonDocument.Parse(Route("archive", scans, "--format", "json").Output).RootElement.GetProperty("kept").GetInt32());
    }

    [SkippableFact]
    public void Only_what_is_missing_or_changed_is_computed_and_its_status_is_told()
    {
        Skip.If(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        var scans = Scans(6);
        Assert.Equal(0, Route("routed", "--archive", scans).ExitCode);
        Directory.Delete(_images.Path("routed/below/p3"), recursive: true);
        _images.Picture("scans/below/p4.png", 24, 24, _images.Samples(24, 24, salt: 99));
        var before = Log("routed");

        var again = Route("routed", "--archive", scans);
        var status = ProgramRun.Of("status", "--output", Path.Combine(_images.Folder, "routed"));

        Assert.Equal(0, again.ExitCode);
        Assert.Contains("4 of 6 cases were complete before", again.Output, StringComparison.Ordinal);
        Assert.Equal(["below/p3", "below/p4"], Log("routed").Except(before).Select(line => line.Item).Distinct().Order());
        Assert.Equal(0, status.ExitCode);
        Assert.Contains("6 of 6 settled (4 were before), 0 of them failed, 0 at work", status.Output, StringComparison.Ordinal);
        Assert.Contains("It has ended.", status.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Results_of_another_configuration_are_not_mixed()
    {
        Skip.If(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        var scans = Scans(2);
        Assert.Equal(0, Route("routed", "--archive", scans).ExitCode);

        var other = Route("routed", "--archive", scans, "--budget", "0.25");

        Assert.Equal(4, other.ExitCode);
        Assert.Contains("holds results of another configuration", other.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "--cluster is '10.0.0.5:6379'; expected the address of a Redis such as redis://127.0.0.1:6379.", "worker", "--cluster", "10.0.0.5:6379")]
    [InlineData(2, "--address is 'here'; expected an address", "worker", "--cluster", "redis://127.0.0.1:1", "--address", "here")]
    [InlineData(2, "--idle is 0; expected seconds", "worker", "--cluster", "redis://127.0.0.1:1", "--idle", "0")]
    [InlineData(1, "The cluster redis://127.0.0.1:1 does not answer; expected a Redis server", "worker", "--cluster", "redis://127.0.0.1:1")]
    [InlineData(1, "The cluster redis://127.0.0.1:1 does not answer", "status", "--cluster", "redis://127.0.0.1:1")]
    [InlineData(2, "Expected one of --output", "status")]
    [InlineData(4, "expected the --output of ./deferredseg route --archive", "status", "--output", "nothing-there")]
    [InlineData(2, "--cluster shares out an archive; name its folder with --archive.", "route", "a.png", "--output", "o", "--cluster", "redis://127.0.0.1:1")]
    [InlineData(2, "--coordinate-only leaves the work to others", "route", "--archive", "a", "--output", "o", "--coordinate-only")]
    [InlineData(2, "--archive asks no people", "route", "--archive", "a", "--output", "o", "--inbox", "inbox")]
    [InlineData(2, "Several things to route are named", "route", "a.png", "--archive", "a", "--output", "o")]
    public void What_is_wrong_is_told_in_one_message(int code, string message, params string[] arguments)
    {
        var run = ProgramRun.Of(arguments);

        Assert.Equal(code, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    private ProgramRun Route(string output, params string[] further) =>
        ProgramRun.Of(["route", "--untrained", "--config", _configuration, "--files", "all", "--output", Path.Combine(_images.Folder, output), .. further]);

    private string Scans(int count)
    {
        for (var i = 0; i < count; i++)
            _images.Picture(FormattableString.Invariant($"scans/below/p{i}.png"), 24, 24, _images.Samples(24, 24, i));
        return Path.Combine(_images.Folder, "scans");
    }

    private List<(string Time, string Item)> Log(string output) =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(_images.Folder, output, ".archive", "log"))
                .SelectMany(File.ReadAllLines)
                .Select(line => JsonDocument.Parse(line).RootElement)
                .Select(line => (line.GetProperty("time").GetString()!, line.GetProperty("item").GetString()!)),
        ];

    /// <summary>All results by their paths; of the summary all but where it lies.</summary>
    private SortedDictionary<string, byte[]> Files(string output)
    {
        var folder = Path.Combine(_images.Folder, output);
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(folder, file);
            if (!name.StartsWith(".archive", StringComparison.Ordinal))
                files[name] =
                    name == "summary.json"
                        ? System.Text.Encoding.UTF8.GetBytes(File.ReadAllText(file).Replace(folder, "OUTPUT", StringComparison.Ordinal))
                        : File.ReadAllBytes(file);
        }
        return files;
    }
}

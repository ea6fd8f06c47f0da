using System.IO.Compression;
using System.Xml.Linq;

namespace PluginTemplate.Tests;

public sealed class FeedTests(AuthorFeed author) : IClassFixture<AuthorFeed>
{
    [Fact]
    public void It_has_the_packages_in_versions_that_no_published_package_has()
    {
        var packages = Versions();

        string[] packed = ["DeferredSeg.Abstractions", "DeferredSeg.Libtorch", "DeferredSeg.PluginKit", "DeferredSeg.PluginKit.Xunit"];
        Assert.Equal(
            [.. packed, "TorchSharp", "libtorch-cpu-linux-x64", "libtorch-cpu-osx-arm64", "libtorch-cpu-win-x64"],
            packages.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Equal(("0.107.0", "2.10.0"), (packages["TorchSharp"], packages["libtorch-cpu-win-x64"]));
        Assert.All(packages.Where(package => packed.Contains(package.Key)), package => Assert.Matches("^0[.]1[.]0-local[.]g[0-9a-f]{12}$", package.Value));
        Assert.All(packed, package => Assert.True(File.Exists(PackageFile(package))));
    }

    [Fact]
    public void Where_nothing_changed_nothing_is_written()
    {
        IEnumerable<(string, DateTime)> Files() =>
            Directory.EnumerateFiles(author.Feed).Order(StringComparer.Ordinal).Select(file => (file, File.GetLastWriteTimeUtc(file)));
        var before = Files().ToList();

        Assert.Contains("up to date", author.Folder.Host("plugins", "feed", "--output", author.Feed).Succeeded().Output);

        Assert.Equal(before, Files());
    }

    [SkippableFact]
    public void A_package_that_is_gone_is_written_again_and_those_of_other_sources_are_removed()
    {
        Skip.If(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        var feed = author.Folder.Of("other-feed");
        Directory.CreateDirectory(feed);
        File.WriteAllText(Path.Combine(feed, "DeferredSeg.Abstractions.0.1.0-local.gold.nupkg"), "");
        File.WriteAllText(Path.Combine(feed, "Foreign.1.0.0.nupkg"), "");
        File.WriteAllText(
            Path.Combine(feed, "Versions.props"),
            """<Project><ItemGroup><PackageVersion Include="DeferredSeg.Abstractions" Version="0.1.0-local.gold" /></ItemGroup></Project>"""
        );

        Assert.Contains("written", author.Folder.Host("plugins", "feed", "--output", feed).Succeeded().Output);

        IEnumerable<string> Names(string folder) => Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);
        Assert.Equal(Names(author.Feed).Append("Foreign.1.0.0.nupkg").Order(StringComparer.Ordinal), Names(feed));
    }

    [Fact]
    public void The_contract_brings_its_documentation_and_what_completes_the_manifest()
    {
        using var package = ZipFile.OpenRead(PackageFile("DeferredSeg.Abstractions"));
        var files = package.Entries.Select(entry => entry.FullName).ToList();

        Assert.All(
            [
                "lib/net10.0/DeferredSeg.Abstractions.dll",
                "lib/net10.0/DeferredSeg.Abstractions.xml",
                "build/DeferredSeg.Abstractions.props",
                "build/DeferredSeg.Abstractions.targets",
                "build/Plugin.targets",
                "build/SharedAssemblies.targets",
                "tools/DeferredSeg.PluginManifest.dll",
            ],
            file => Assert.Contains(file, files)
        );
    }

    [Fact]
    public void What_the_package_leaves_to_the_host_is_what_the_host_shares()
    {
        Directory.CreateDirectory(author.Folder.Of("no-plugins"));
        // The one that the environment names.
        Directory.CreateDirectory(author.Folder.Of("plugins"));

        var shared = author
            .Folder.Host("plugins", "doctor", "--plugins", "no-plugins")
            .Succeeded()
            .Output.Split('\n')
            .Where(line => line.StartsWith("shares ", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);

        using var package = ZipFile.OpenRead(PackageFile("DeferredSeg.Abstractions"));
        using var targets = package.GetEntry("build/SharedAssemblies.targets")!.Open();
        var left = XDocument.Load(targets).Descendants("_SharedWithHost").Single().Value.Split(';', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(shared.Order(StringComparer.Ordinal), left.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_program_outside_of_a_checkout_says_where_packages_come_from()
    {
        var copy = author.Folder.Of("program");
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(AuthorFolder.Program)!))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));

        var refused = author.Folder.Dotnet("", Path.Combine(copy, Path.GetFileName(AuthorFolder.Program)), "plugins", "feed");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("does not lie in a checkout", refused.Output);
        Assert.Contains("Run ./deferredseg plugins feed in a checkout.", refused.Output);
    }

    private string PackageFile(string name) => Path.Combine(author.Feed, $"{name}.{Versions()[name]}.nupkg");

    private Dictionary<string, string> Versions() =>
        XDocument
            .Load(Path.Combine(author.Feed, "Versions.props"))
            .Descendants("PackageVersion")
            .ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value);
}

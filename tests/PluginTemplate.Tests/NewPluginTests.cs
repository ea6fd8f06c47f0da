using DeferredSeg.Formats;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;

namespace PluginTemplate.Tests;

public sealed class NewPluginTests(AuthorFeed author) : IClassFixture<AuthorFeed>
{
    private static readonly string[] _shared =
    [
        "DeferredSeg.Abstractions.dll",
        "TorchSharp.dll",
        "Microsoft.Extensions.Configuration.Abstractions.dll",
        "Microsoft.Extensions.Primitives.dll",
        "libTorchSharpShim.so",
    ];

    [Fact]
    public void A_backbone_is_built_tested_found_and_run_and_no_file_of_the_host_changes()
    {
        var before = HostFiles.All();
        New("My.Tiny", "backbone");

        var tests = author.Folder.Dotnet("My.Tiny", "test", "-m:1", "-nologo").Succeeded();
        Assert.Contains("Passed!", tests.Output);
        Assert.DoesNotContain("warning", tests.Output);
        Ship("My.Tiny", "backbone Tiny");
        var input = author.Folder.Of("in.safetensors");
        SafetensorsWriter.Write(input, [(new TensorInfo("image", TensorDType.Float32, [2, 1, 8, 6]), new byte[2 * 8 * 6 * sizeof(float)])]);
        author
            .Folder.Host(
                "forward",
                "--backbone",
                "Tiny",
                "--set",
                "width=5",
                "--set",
                "classes=3",
                "--input",
                input,
                "--output",
                author.Folder.Of("out.safetensors")
            )
            .Succeeded();

        using var output = WeightFile.Open(author.Folder.Of("out.safetensors"));
        Assert.True(output.TryGet("logits", out var logits));
        Assert.Equal("2, 3, 8, 6", string.Join(", ", logits.Shape));
        Assert.Equal(before, HostFiles.All());
    }

    [SkippableTheory]
    [InlineData("expert", "My.Bright", "expert Bright")]
    [InlineData("head", "Router", "head Router")]
    public void Each_other_kind_is_built_and_found(string kind, string name, string brings)
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") == "1", "heavy; ./test --long runs it");
        New(name, kind);

        Ship(name, brings);
    }

    [SkippableTheory]
    [InlineData("expert", "Long.Bright")]
    [InlineData("head", "Long.Router")]
    public void Each_other_kind_passes_its_tests(string kind, string name)
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") == "1", "heavy; ./test --long runs it");
        New(name, kind);

        Assert.Contains("Passed!", author.Folder.Dotnet(name, "test", "-m:1", "-nologo").Succeeded().Output);
    }

    [SkippableFact]
    public void Settings_of_the_folders_above_do_not_reach_it()
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") == "1", "heavy; ./test --long runs it");
        var parent = author.Folder.Of("parent");
        Directory.CreateDirectory(parent);
        foreach (var file in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
            File.WriteAllText(
                Path.Combine(parent, file),
                """<Project><Target Name="Leak" BeforeTargets="Restore;Build"><Error Text="It leaked." /></Target></Project>"""
            );
        File.WriteAllText(
            Path.Combine(parent, "nuget.config"),
            """<configuration><packageSources><add key="wrong" value="/nowhere" /></packageSources></configuration>"""
        );
        author.Folder.Host("plugins", "new", "Inner", "--kind", "expert", "--output", Path.Combine(parent, "Inner"), "--feed", author.Feed).Succeeded();

        author.Folder.Dotnet(Path.Combine("parent", "Inner"), "build", "Inner", "-m:1", "-v:q", "-nologo").Succeeded();
    }

    private void New(string name, string kind) => author.Folder.Host("plugins", "new", name, "--kind", kind, "--feed", author.Feed).Succeeded();

    private void Ship(string name, string brings)
    {
        author
            .Folder.Dotnet(name, "build", name, "-c", "Release", "-m:1", "-v:q", "-nologo", $"-p:DeferredSegPluginsFolder={author.Folder.Of("plugins")}")
            .Succeeded();
        Assert.Empty(
            Directory
                .EnumerateFiles(author.Folder.Of("plugins", name), "*", SearchOption.AllDirectories)
                .Select(file => Path.GetFileName(file))
                .Intersect(_shared)
        );
        var row = author
            .Folder.Host("plugins", "list", "--load")
            .Succeeded()
            .Output.Split('\n')
            .Single(line => line.Contains($" {name} ", StringComparison.Ordinal));
        Assert.Contains("loaded", row);
        Assert.Contains(brings, row);
    }
}

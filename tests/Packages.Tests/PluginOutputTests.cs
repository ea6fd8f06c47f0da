namespace Packages.Tests;

public sealed class PluginOutputTests
{
    private const string NothingToBuild = "src/Abstractions or compat/TorchSharp, which plugins compile against, is not in this checkout.";

    [SkippableFact]
    public void No_plugin_carries_what_the_host_shares()
    {
        Skip.IfNot(Repository.CanBuildPlugins, NothingToBuild);
        var plugins = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "built-plugins.txt"));

        Assert.Equal(1 + Repository.Plugins.Count(), plugins.Length);
        Assert.All(plugins, plugin => AssertCarriesNothingShared(Path.GetDirectoryName(plugin)!));
    }

    [SkippableFact]
    public void No_plugin_built_with_packages_carries_what_the_host_shares()
    {
        Skip.If(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        Skip.IfNot(Repository.CanBuildPlugins, NothingToBuild);
        Skip.IfNot(StandIn.IsTested, "The real packages are in use: the other test shows it.");
        using var folder = new TemporaryFolder();
        string[] projects = [Repository.SamplePlugin, .. Repository.Plugins];

        DotnetCommand.Run([.. NugetBuild.Arguments(AllIn(folder, projects), folder), NugetBuild.WithOtherPackages]).Succeeded();

        Assert.All(projects, project => AssertCarriesNothingShared(
            folder.Of(Path.Combine("artifacts", "bin", Path.GetFileNameWithoutExtension(project), "debug"))));
    }

    /// <summary>One project that restores and builds others: one start of the SDK instead of many.</summary>
    private static string AllIn(TemporaryFolder folder, IEnumerable<string> projects)
    {
        var all = folder.Of("all.proj");
        File.WriteAllText(all, $"""
            <Project DefaultTargets="Build">
              <ItemGroup><Plugin Include="{string.Join(';', projects)}" /></ItemGroup>
              <Target Name="Restore"><MSBuild Projects="@(Plugin)" Targets="Restore" /></Target>
              <Target Name="Build"><MSBuild Projects="@(Plugin)" Targets="Build" /></Target>
            </Project>
            """);
        return all;
    }

    private static void AssertCarriesNothingShared(string folder)
    {
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)).ToList();

        Assert.Contains(files, file => file.EndsWith(".deps.json", StringComparison.Ordinal));
        Assert.DoesNotContain("TorchSharp.dll", files);
        Assert.DoesNotContain("DeferredSeg.Abstractions.dll", files);
        Assert.DoesNotContain(files, file => file.StartsWith("libtorch", StringComparison.Ordinal) || file.StartsWith("libLibTorchSharp", StringComparison.Ordinal));
    }
}

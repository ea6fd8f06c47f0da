namespace Packages.Tests;

public sealed class OfflineBuildTests
{
    private static readonly string[] _packages = ["McMaster.NETCore.Plugins", "TorchSharp", "Verify.Xunit", "libtorch-cpu"];

    [SkippableFact]
    public void A_program_builds_and_runs_against_packages_of_the_real_names()
    {
        Skip.IfNot(StandIn.IsTested, "The real packages are in use; what a feed of stand-ins would show is shown by the build itself.");
        using var folder = new TemporaryFolder();

        DotnetCommand.Run([.. NugetBuild.Arguments(Repository.Sample, folder), "-p:UseTorchNative=true", "-p:UseVerify=true"]).Succeeded();
        var run = DotnetCommand.Run("exec", folder.Of("artifacts/bin/Sample/debug/Sample.dll")).Succeeded();

        Assert.Equal("loaded Sample, a second one: True", run.Output.Trim());
        Assert.Equal(_packages.Select(Restored).Order(StringComparer.Ordinal), Below(folder.Of("packages"), depth: 2));
        Assert.Equal(["Sample"], Below(folder.Of("artifacts/bin"), depth: 1));
    }

    private static string Restored(string package) => Path.Combine(package.ToLowerInvariant(), Repository.Versions[package]);

    private static IEnumerable<string> Below(string folder, int depth) =>
        Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path))
            .Where(path => path.Split(Path.DirectorySeparatorChar).Length == depth)
            .Order(StringComparer.Ordinal);
}

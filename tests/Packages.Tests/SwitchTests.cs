namespace Packages.Tests;

public sealed class SwitchTests
{
    private static readonly string[] _everything = ["UseTorchNative=true", "UseVerify=true"];

    [Theory]
    [InlineData("cpu")]
    [InlineData("cuda")]
    public void Compat_references_the_stand_ins_and_no_package(string device)
    {
        var references = References.Of(Repository.Sample, [.. _everything, "DeferredSegPackages=compat", $"TorchDevice={device}"]);

        Assert.Empty(references.Packages);
        Assert.Equal(["McMaster.NETCore.Plugins.csproj", "TorchSharp.csproj", "Verify.Xunit.csproj"], references.Projects);
    }

    [Theory]
    [InlineData("cpu", "libtorch-cpu")]
    [InlineData("cuda", "TorchSharp-cuda-linux")]
    public void Nuget_references_the_real_packages_and_the_libtorch_of_the_device(string device, string libtorch)
    {
        var references = References.Of(Repository.Sample, [.. _everything, "DeferredSegPackages=nuget", $"TorchDevice={device}"]);

        Assert.Equal(new[] { "McMaster.NETCore.Plugins", "TorchSharp", "Verify.Xunit", libtorch }.Order(StringComparer.Ordinal), references.Packages);
        Assert.Empty(references.Projects);
    }

    [Fact]
    public void Compat_and_cpu_are_the_default()
    {
        var references = References.Of(Repository.Sample);

        Assert.Empty(references.Packages);
        Assert.Equal(["McMaster.NETCore.Plugins.csproj"], references.Projects);
    }

    [Theory]
    [InlineData("DeferredSegPackages=other", "DS0001", "expected compat or nuget")]
    [InlineData("TorchDevice=tpu", "DS0002", "expected cpu or cuda")]
    public void An_unknown_value_is_refused_and_the_message_says_what_to_pass(string property, string code, string expected)
    {
        using var folder = new TemporaryFolder();

        var result = DotnetCommand.Run("build", Repository.Sample, "-m:1", "-v:q", "-nologo", $"-p:{property}", $"-p:ArtifactsPath={folder.Of("artifacts")}");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(code, result.Output, StringComparison.Ordinal);
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
    }
}

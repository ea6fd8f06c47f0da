using System.Reflection;
using DeferredSeg.PluginKit;
using DeferredSeg.PluginKit.Xunit;
using Microsoft.Extensions.Configuration;
using Shared.Prompted;
using Xunit.Abstractions;

namespace Modules.SafeClick.Tests;

public sealed class SafeClickConformance(ConformanceRun run, ITestOutputHelper output) : PluginConformance<SafeClickPlugin>(run, output)
{
    protected override string Manifest =>
        typeof(SafeClickConformance).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "SafeClickManifest").Value!;
}

public sealed class WrappedSam2Conformance(ConformanceRun run, ITestOutputHelper output) : PluginConformance<WrappedPlugin>(run, output)
{
    protected override ConformanceSettings Settings => new() { Sizes = 1, MaskPromptSize = [8, 8] };

    protected override IReadOnlyDictionary<string, IConfiguration> Options => Wrapped.Configuration(Network.Sam2, []);
}

public sealed class WrappedMedSamConformance(ConformanceRun run, ITestOutputHelper output) : PluginConformance<WrappedPlugin>(run, output)
{
    protected override ConformanceSettings Settings => new() { Sizes = 1, MaskPromptSize = [4, 4] };

    protected override IReadOnlyDictionary<string, IConfiguration> Options =>
        Wrapped.Configuration(
            Network.MedSam,
            new("SafeClick:heads", "2"),
            new("SafeClick:trains", "together"),
            new("SafeClick:start", "identity"),
            new("SafeClick:consensusChannels", "6"),
            new("SafeClick:consensusKernel", "3")
        );
}

internal static class Wrapped
{
    public static Dictionary<string, IConfiguration> Configuration(Network network, params KeyValuePair<string, string?>[] more) =>
        new() { [SafeClickFactory.Name] = new ConfigurationBuilder().AddInMemoryCollection([new("around", network.ToString()), .. more]).Build() };
}

using System.Reflection;
using DeferredSeg.PluginKit;
using DeferredSeg.PluginKit.Xunit;
using Microsoft.Extensions.Configuration;
using Shared.Prompted;
using Xunit.Abstractions;

namespace Modules.Spa.Tests;

public sealed class SpaConformance(ConformanceRun run, ITestOutputHelper output) : PluginConformance<SpaPlugin>(run, output)
{
    protected override string Manifest =>
        typeof(SpaConformance).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "SpaManifest").Value!;
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
        Wrapped.Configuration(Network.MedSam, new("Spa:preset", "official"), new("Spa:trains", "together"), new("Spa:start", "identity"));
}

internal static class Wrapped
{
    public static Dictionary<string, IConfiguration> Configuration(Network network, params KeyValuePair<string, string?>[] more) =>
        new() { [SpaFactory.Name] = new ConfigurationBuilder().AddInMemoryCollection([new("around", network.ToString()), .. more]).Build() };
}

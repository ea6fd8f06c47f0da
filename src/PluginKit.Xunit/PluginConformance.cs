using DeferredSeg.Abstractions.Plugins;
using DeferredSeg.Libtorch;
using DeferredSeg.PluginKit.Subjects;
using Microsoft.Extensions.Configuration;
using Xunit;
using Xunit.Abstractions;

namespace DeferredSeg.PluginKit.Xunit;

/// <summary>
/// Every conformance check of a plugin as a test of its own. An author derives once:
/// <c>public sealed class Conformance(ConformanceRun run, ITestOutputHelper output) : PluginConformance&lt;MyPlugin&gt;(run, output);</c>
/// </summary>
/// <typeparam name="TPlugin">The plugin's entry.</typeparam>
/// <param name="run">The results that the tests share.</param>
/// <param name="output">Is told remarks, and why a check is not applicable.</param>
public abstract class PluginConformance<TPlugin>(ConformanceRun run, ITestOutputHelper output) : IClassFixture<ConformanceRun>
    where TPlugin : IPlugin, new()
{
    /// <summary>Contribution and check of every test. Unloading is not among them: it takes the plugin's folder, <see cref="FolderSubject"/>.</summary>
    public static IEnumerable<object[]> Checks
    {
        get
        {
            LibtorchProcess.Start();
            using var subject = new InProcessSubject(new TPlugin());
            return
            [
                .. ConformanceSuite
                    .Plan(subject)
                    .Where(entry => entry.Check.Name != "unload")
                    .Select(entry => new object[] { entry.Contribution?.Id ?? subject.Id, entry.Check.FullName }),
            ];
        }
    }

    /// <summary>How much is tried; by default the settings' defaults.</summary>
    protected virtual ConformanceSettings Settings => new();

    /// <summary>The options with which contributions are checked, by id, for example those of a small network; by default none.</summary>
    protected virtual IReadOnlyDictionary<string, IConfiguration>? Options => null;

    /// <summary>The path of the plugin's <c>plugin.json</c>, whose contributions and option schemas are then checked too; by default none.</summary>
    /// <remarks>Its id must be the assembly's name.</remarks>
    protected virtual string? Manifest => null;

    /// <summary>One check of one contribution.</summary>
    [Theory]
    [MemberData(nameof(Checks))]
    public void Conforms(string contribution, string check)
    {
        var result = run.Result(() => new InProcessSubject(new TPlugin(), Manifest, Options), contribution, check, Settings);
        if (result.Outcome == CheckOutcome.Failed)
            throw new ConformanceException($"{check}: {result.Message}");
        if (result.Message is { } message)
            output.WriteLine($"{(result.Outcome == CheckOutcome.Passed ? "Passed" : "Not applicable")}: {message}");
    }
}

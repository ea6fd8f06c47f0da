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

/// <summary>The results of one plugin, shared by its tests: a check is run once, after those that it presupposes.</summary>
public sealed class ConformanceRun : IDisposable
{
    private readonly List<CheckResult> _results = [];
    private IPluginSubject? _subject;

    /// <summary>The result of a check, which is run if it was not yet.</summary>
    /// <param name="make">Makes the plugin, at the first call.</param>
    /// <param name="contribution">The contribution's id, or the plugin's.</param>
    /// <param name="check">The check's <see cref="ConformanceCheck.FullName"/>.</param>
    /// <param name="settings">How much is tried.</param>
    /// <exception cref="ArgumentException">The plugin has no such contribution, or there is no such check of it.</exception>
    public CheckResult Result(Func<IPluginSubject> make, string contribution, string check, ConformanceSettings settings)
    {
        _subject ??= make();
        var plan = ConformanceSuite.Plan(_subject).ToList();
        return Result(plan, contribution, check, settings);
    }

    /// <inheritdoc/>
    public void Dispose() => _subject?.Dispose();

    private CheckResult Result(
        List<(ConformanceCheck Check, DeclaredContribution? Contribution)> plan,
        string contribution,
        string check,
        ConformanceSettings settings
    )
    {
        if (_results.Find(result => result.Check == check && result.Contribution == contribution) is { } known)
            return known;
        var index = plan.FindIndex(entry => entry.Check.FullName == check && (entry.Contribution?.Id ?? _subject!.Id) == contribution);
        if (index < 0)
        {
            var planned = plan.Select(entry => $"{entry.Check.FullName} of '{entry.Contribution?.Id ?? _subject!.Id}'");
            throw new ArgumentException($"There is no check {check} of '{contribution}'; there are {string.Join(", ", planned)}.");
        }
        var (found, on) = plan[index];
        foreach (var presupposed in found.Presupposes)
            Result(plan, contribution, presupposed, settings);
        var result = ConformanceSuite.RunOne(found, new(_subject!, on, settings), _results);
        _results.Add(result);
        return result;
    }
}

/// <summary>A conformance check failed; the message is the check's.</summary>
public sealed class ConformanceException(string message) : Exception(message);

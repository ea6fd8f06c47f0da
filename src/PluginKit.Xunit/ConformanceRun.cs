using DeferredSeg.PluginKit.Subjects;

namespace DeferredSeg.PluginKit.Xunit;

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

    private CheckResult Result(List<(ConformanceCheck Check, Contribution? Contribution)> plan, string contribution, string check, ConformanceSettings settings)
    {
        if (_results.Find(result => result.Check == check && result.Contribution == contribution) is { } known)
            return known;
        var index = plan.FindIndex(entry => entry.Check.FullName == check && (entry.Contribution?.Id ?? _subject!.Id) == contribution);
        if (index < 0)
            throw new ArgumentException(
                $"There is no check {check} of '{contribution}'; there are {string.Join(", ", plan.Select(entry => $"{entry.Check.FullName} of '{entry.Contribution?.Id ?? _subject!.Id}'"))}."
            );
        var (found, on) = plan[index];
        foreach (var presupposed in found.Presupposes)
            Result(plan, contribution, presupposed, settings);
        var result = ConformanceSuite.RunOne(found, new(_subject!, on, settings), _results);
        _results.Add(result);
        return result;
    }
}

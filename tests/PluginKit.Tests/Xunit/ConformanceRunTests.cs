using DeferredSeg.PluginKit.Subjects;
using DeferredSeg.PluginKit.Xunit;

namespace DeferredSeg.PluginKit.Tests.Xunit;

public sealed class ConformanceRunTests : TensorTest
{
    private static readonly ConformanceSettings _settings = new();

    [Fact]
    public void A_check_runs_what_it_presupposes_and_names_the_first_cause()
    {
        using var run = new ConformanceRun();
        var result = run.Result(() => new FolderSubject(Path.Combine(Folders.FaultPlugins, "Faults.WrongType")), "Tiny", "backbone/determinism", _settings);
        Assert.Equal((CheckOutcome.NotApplicable, "not examined, because backbone/shapes failed"), (result.Outcome, result.Message));
    }

    [Fact]
    public void A_check_is_run_once()
    {
        using var run = new ConformanceRun();
        var made = 0;
        var first = Describe();
        Assert.Same(first, Describe());
        Assert.Equal(1, made);

        CheckResult Describe() =>
            run.Result(
                () =>
                {
                    made++;
                    return new FolderSubject(Path.Combine(Folders.FaultPlugins, "Sound.Backbone"));
                },
                "Tiny",
                "backbone/describe",
                _settings
            );
    }

    [Fact]
    public void An_unknown_check_is_refused_with_those_that_there_are()
    {
        using var run = new ConformanceRun();
        var e = Assert.Throws<ArgumentException>(() =>
            run.Result(() => new FolderSubject(Path.Combine(Folders.FaultPlugins, "Sound.Backbone")), "Tiny", "backbone/colour", _settings)
        );
        Assert.Contains("backbone/shapes of 'Tiny'", e.Message);
    }

    [Fact]
    public void Every_check_but_unloading_is_a_test()
    {
        var rows = PluginConformance<global::Backbones.UNet.UNetPlugin>.Checks.Select(row => (string)row[1]).ToList();
        Assert.Equal(
            ConformanceSuite.Checks.Where(check => check.Kind is CheckKind.Backbone || check.Name == "contributions").Select(check => check.FullName),
            rows
        );
    }
}

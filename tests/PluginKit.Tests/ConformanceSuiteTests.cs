using DeferredSeg.PluginKit.Subjects;

namespace DeferredSeg.PluginKit.Tests;

public sealed class ConformanceSuiteTests : TensorTest
{
    [Fact]
    public void Names_are_unique_and_every_check_says_what_it_proves()
    {
        var checks = ConformanceSuite.Checks;
        Assert.Equal(checks.Count, checks.Select(check => check.FullName).Distinct().Count());
        Assert.All(checks, check => Assert.EndsWith(".", check.Proves));
        Assert.All(checks, check => Assert.Matches("^[a-z]+(-[a-z]+)*$", check.Name));
    }

    [Fact]
    public void What_a_check_presupposes_comes_before_it()
    {
        var names = ConformanceSuite.Checks.Select(check => check.FullName).ToList();
        Assert.All(
            ConformanceSuite.Checks,
            check => Assert.All(check.Presupposes, before => Assert.InRange(names.IndexOf(before), 0, names.IndexOf(check.FullName) - 1))
        );
    }

    [Fact]
    public void Progress_is_told_every_result_in_order()
    {
        var told = new List<CheckResult>();
        using var subject = new FolderSubject(Path.Combine(Folders.FaultPlugins, "Sound.Expert"));
        var results = ConformanceSuite.Run(subject, progress: told.Add);
        Assert.Equal(results, told);
    }

    [Fact]
    public void A_cancelled_run_ends()
    {
        using var subject = new FolderSubject(Path.Combine(Folders.FaultPlugins, "Sound.Expert"));
        using var cancellation = new CancellationTokenSource();
        var told = 0;
        Assert.Throws<OperationCanceledException>(() =>
            ConformanceSuite.Run(
                subject,
                progress: _ =>
                {
                    told++;
                    cancellation.Cancel();
                },
                cancellation: cancellation.Token
            )
        );
        Assert.Equal(1, told);
    }

    [Fact]
    public void A_failure_names_contribution_call_finding_expectation_remedy_and_seed()
    {
        using var subject = new FolderSubject(Path.Combine(Folders.FaultPlugins, "Faults.WrongType"));
        var failure = ConformanceSuite.Run(subject, new() { Seed = 77 }).Single(result => result.Outcome == CheckOutcome.Failed);
        Assert.Equal(
            "backbone 'Tiny', Decode of 1 images of 4 by 4: Logits is Float64 [1, 2, 4, 4]; expected float32 [1, 2, 4, 4]. "
                + "Return float32, whatever the network computes with. (seed 77)",
            failure.Message
        );
    }

    [Fact]
    public void What_could_not_be_tried_is_said()
    {
        using var subject = new FolderSubject(Path.Combine(Folders.FaultPlugins, "Sound.Prompted"));
        var results = ConformanceSuite.Run(subject);
        Assert.Contains("mask prompts were not tried", Message("backbone/shapes"));
        Assert.Contains("no schema", Message("backbone/options-schema"));
        Assert.Equal(CheckOutcome.NotApplicable, results.Single(result => result.Check == "backbone/thread-safety").Outcome);
        Assert.Equal(CheckOutcome.Passed, results.Single(result => result.Check == "backbone/native-routing").Outcome);

        string? Message(string check) => results.Single(result => result.Check == check).Message;
    }

    [Fact]
    public void The_global_state_of_torch_survives_a_plugin_that_spoils_it()
    {
        using var state = TorchSharp.torch.get_rng_state();
        foreach (var fault in new[] { "LeavesGradientsOff", "LeavesScopeOpen", "ChangesDefaultType", "AdvancesGlobalGenerator" })
        {
            using var subject = new FolderSubject(Path.Combine(Folders.FaultPlugins, $"Faults.{fault}"));
            ConformanceSuite.Run(subject);
        }
        Assert.True(TorchSharp.torch.is_grad_enabled());
        Assert.Null(TorchSharp.torch.CurrentDisposeScope);
        Assert.Equal(TorchSharp.torch.ScalarType.Float32, TorchSharp.torch.get_default_dtype());
        using var after = TorchSharp.torch.get_rng_state();
        Assert.Equal(state.data<byte>().ToArray(), after.data<byte>().ToArray());
    }
}

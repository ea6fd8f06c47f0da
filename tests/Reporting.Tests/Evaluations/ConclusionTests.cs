using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Reporting.Evaluations;

namespace DeferredSeg.Reporting.Tests.Evaluations;

public sealed class ConclusionTests
{
    private const string OneSeed = ". It was trained once: another training may come out otherwise.";

    private static readonly PolicyKey _a = new("expert", "a");
    private static readonly PolicyKey _b = new("expert", "b");
    private static readonly PolicyKey _adapted = new(PolicyKey.Adapted);
    private static readonly PolicyKey _entropy = new("entropy", "chosen", BudgetMatch.Coverage);
    private static readonly PolicyKey _spread = new("spread", "chosen", BudgetMatch.Coverage);

    [Fact]
    public void A_win_names_every_rival_with_difference_and_interval() =>
        Assert.Equal(
            "Asking experts pays: with experts asked about 10.0 % of the pixels, model and experts together reach a DSC "
                + "(overlap with the truth) of 80.0 % on 20 test images of 20 patients. That is better than the model alone (+20.0 points, 95 % interval 20.0 to 20.0), every expert alone (the best, "
                + "b: +5.0, 5.0 to 5.0) and asking about the same number of pixels where the model is least certain (+2.0, 2.0 to 2.0)"
                + OneSeed,
            Of(Run(0.1, (PolicyKey.Model, 60), (_a, 70), (_b, 75), (PolicyKey.System, 80), (_entropy, 78)))
        );

    [Fact]
    public void Of_experts_and_uncertainties_the_strongest_is_named_and_what_is_better_is_said()
    {
        var text = Of(Run(0.1, (PolicyKey.Model, 60), (_adapted, 61), (_a, 90), (_b, 75), (PolicyKey.System, 80), (_entropy, 78), (_spread, 85)));

        Assert.StartsWith("Asking experts helps the model, but other ways do better: ", text);
        Assert.Contains("the adapted model alone (+19.0, 19.0 to 19.0) and b alone (+5.0, 5.0 to 5.0);", text);
        Assert.Contains(
            "; worse than a alone (-10.0, -10.0 to -10.0) and asking about the same number of pixels where the model is least certain (most spread out: -5.0, "
                + "-5.0 to -5.0)"
                + OneSeed,
            text
        );
    }

    [Fact]
    public void Worse_than_the_model_does_not_pay()
    {
        var text = Of(Run(0.1, (PolicyKey.Model, 85), (_a, 70), (PolicyKey.System, 80), (_entropy, 78)));

        Assert.StartsWith("Asking experts does not pay: ", text);
        Assert.Contains("; worse than the model alone (-5.0, -5.0 to -5.0)" + OneSeed, text);
    }

    [Fact]
    public void A_difference_whose_interval_holds_zero_is_open()
    {
        var cases = Enumerable
            .Range(0, 20)
            .Select(i => Numbers.Reaching($"{i}", 1, 0.1, 1, (PolicyKey.Model, i % 2 == 0 ? 70 : 90), (_a, 50), (PolicyKey.System, 80), (_entropy, 75)));

        var text = Of(Numbers.Run("dc", [.. cases]) with { Experts = ["a"] });

        Assert.StartsWith("Whether asking experts pays is open: ", text);
        Assert.Matches(@"; not shown to differ from the model alone \(\+0\.0+, -\d\.\d+ to \d\.\d+\)", text);
    }

    [Fact]
    public void What_rounds_to_nothing_is_said_with_two_decimals()
    {
        var cases = Enumerable
            .Range(0, 40)
            .Select(i => Numbers.Reaching($"{i}", 1, 0.1, 1, (PolicyKey.Model, i < 2 ? 79 : 80), (PolicyKey.System, 80), (_a, 50)));

        Assert.Contains("the model alone (+0.05, 0.00 to ", Of(Numbers.Run("dc", [.. cases]) with { Experts = ["a"] }));
    }

    [Fact]
    public void Nobody_asked_is_the_model_alone() =>
        Assert.Equal(
            "Nobody is asked about any pixel, so the result is the model's alone: it reaches a DSC (overlap with the truth) of 60.0 % on 20 test images of 20 "
                + "patients. That is worse than every expert alone (the best, b: -15.0 points, 95 % interval -15.0 to -15.0)"
                + OneSeed,
            Of(Run(0, (PolicyKey.Model, 60), (_a, 70), (_b, 75), (PolicyKey.System, 60), (_entropy, 60)))
        );

    [Fact]
    public void Nobody_asked_where_the_adapted_mask_answers_is_that_one()
    {
        var text = Of(Run(0, (PolicyKey.Model, 60), (_adapted, 65), (_a, 50), (_b, 50), (PolicyKey.System, 65), (_entropy, 60)));

        Assert.StartsWith("Nobody is asked about any pixel, so the result is the adapted model's alone: it reaches", text);
        Assert.Contains("better than the model alone (+5.0 points, ", text);
        Assert.DoesNotContain("than the adapted model", text);
    }

    [Fact]
    public void Several_seeds_have_a_deviation_and_no_doubt_of_another_training()
    {
        var cases = Enumerable
            .Range(0, 60)
            .Select(i => Numbers.Reaching($"{i / 3}", i % 3, 0.1, 1, (PolicyKey.Model, 60), (_a, 50), (PolicyKey.System, 79 + i % 3), (_entropy, 70)));

        var text = Of(Numbers.Run("dc", [.. cases]) with { Experts = ["a"] });

        Assert.Contains("of 80.0 ± 1.0 % on 20 test images of 20 patients (mean of 3 seeds). That is", text);
        Assert.DoesNotContain("another training", text);
    }

    [Fact]
    public void Exclusive_classes_are_meaned()
    {
        var one = Numbers.Reaching("x", 1, 0.1, 3, (PolicyKey.Model, 60), (_a, 50), (PolicyKey.System, 80));

        Assert.Contains("a DSC (overlap with the truth, mean of 3 classes) of 80.0 % on 1 test image of 1 patient.", Of(Numbers.Run("dc", one)));
    }

    [Fact]
    public void Few_patients_are_a_doubt_and_a_single_one_has_no_interval()
    {
        var few = Enumerable.Range(0, 3).Select(i => Numbers.Reaching($"{i}", 1, 0.1, 1, (PolicyKey.Model, 60), (_a, 50), (PolicyKey.System, 80)));
        var single = Numbers.Reaching("x", 1, 0.1, 1, (PolicyKey.Model, 60), (_a, 50), (PolicyKey.System, 80));

        Assert.EndsWith(
            ". With so few patients intervals are too narrow. It was trained once: another training may come out otherwise.",
            Of(Numbers.Run("dc", [.. few]))
        );
        Assert.Contains("not shown to differ from the model alone (+20.0 points, no interval of a single patient)", Of(Numbers.Run("dc", single)));
    }

    [Fact]
    public void Without_routing_there_is_nothing_to_compare()
    {
        var text = Of(Run(0, (PolicyKey.Model, 60)) with { Experts = [], Costs = [] });

        Assert.StartsWith("The model alone reaches a DSC (overlap with the truth) of 60.0 % on 20 test images of 20 patients; nobody can be asked", text);
    }

    private static RunEvaluation Run(double deferred, params (PolicyKey Policy, int Dice)[] reached) =>
        Numbers.Run("dc", [.. Enumerable.Range(0, 20).Select(i => Numbers.Reaching($"{i}", 1, deferred, 1, reached))]) with
        {
            Experts = ["a", "b"],
            Costs = [0, 0],
        };

    private static string Of(RunEvaluation run) => Conclusion.Of(run, new BootstrapOptions(200));
}

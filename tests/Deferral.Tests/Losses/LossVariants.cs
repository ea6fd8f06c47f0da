using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Losses;

namespace DeferredSeg.Deferral.Tests.Losses;

/// <summary>Every objective that the options can be set to, by name.</summary>
internal static class LossVariants
{
    private static readonly Dictionary<string, DeferralLossOptions> _all = new()
    {
        ["dc clamp"] = DeferralLossOptions.Paper,
        ["dc exact"] = new() { WrongExpert = WrongExpertTerm.Exact },
        ["dc bounded"] = new() { WrongExpert = WrongExpertTerm.Bounded },
        ["dc bounded, offset"] = new() { WrongExpert = WrongExpertTerm.Bounded, ProbabilityOffset = 1e-3 },
        ["official"] = DeferralLossOptions.Official,
        ["official, routing not detached"] = DeferralLossOptions.Official with { DetachRouting = false },
        ["sm"] = new() { Surrogate = Surrogate.Sm },
        ["sm, official"] = DeferralLossOptions.Official with { Surrogate = Surrogate.Sm, DetachRouting = false },
        ["ova"] = new() { Surrogate = Surrogate.Ova, Parameterisation = RoutingParameterisation.OneVsAll },
        ["two-stage"] = new() { Surrogate = Surrogate.TwoStage, Parameterisation = RoutingParameterisation.OneVsAll },
        ["two-stage, utility"] = new()
        {
            Surrogate = Surrogate.TwoStage,
            Parameterisation = RoutingParameterisation.Utility,
            Lambda1 = 0,
            Lambda2 = 0,
        },
    };

    public static IEnumerable<(string Name, ClassLayout Layout)> All =>
        _all.Keys.SelectMany(name => Enum.GetValues<ClassLayout>().Select(layout => (name, layout)));

    public static TheoryData<string, ClassLayout> WithLayouts
    {
        get
        {
            var cases = new TheoryData<string, ClassLayout>();
            foreach (var (name, layout) in All)
                cases.Add(name, layout);
            return cases;
        }
    }

    public static TheoryData<string> Names => [.. _all.Keys];

    /// <summary>The sigmoids of the official scripts have no meaning for exclusive classes.</summary>
    public static DeferralLossOptions Of(string name, ClassLayout layout = ClassLayout.Binary) =>
        layout == ClassLayout.Exclusive
            ? _all[name] with
            {
                Classes = ClassKind.Exclusive,
                SegmentorSigmoidTwice = false,
                RightOnlyAboveHalf = false,
            }
            : _all[name];
}

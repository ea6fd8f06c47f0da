using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Losses;
using static DeferredSeg.Deferral.Tests.Losses.LossRefusal;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Losses;

/// <summary>Options of which no objective can be made are refused.</summary>
public sealed class LossSettingsTests : ScopedTensorTest
{
    [Fact]
    public void Weights_forms_and_bounds_out_of_range_are_refused()
    {
        var given = LossCase.Random(2);

        Refused(given, new DeferralLossOptions { Beta1 = -1 }, "Beta1", "at least 0");
        Refused(given, new DeferralLossOptions { Beta2 = double.NaN }, "Beta2");
        Refused(given, new DeferralLossOptions { Lambda1 = double.PositiveInfinity }, "Lambda1", "finite");
        Refused(given, new DeferralLossOptions { Lambda2 = -0.5 }, "Lambda2");
        Refused(given, new DeferralLossOptions { WrongExpert = (WrongExpertTerm)9 }, "Clamp, Exact or Bounded");
        Refused(given, new DeferralLossOptions { Lower = LoadBounds.For(3).Lower, Upper = LoadBounds.For(3).Upper }, "3 experts", "2 in the routing");
        Refused(() => LoadBalancingLoss.OfLoads(zeros(1)), "[1]", "[J+1]");
        Refused(() => new LoadBounds([0.1, 0.1], [0.2]), "2 lower and 1 upper");
        Refused(() => new LoadBounds([0.1, 0.3], [0.2, 0.2]), "expert 2", "0.3 and 0.2");
        Refused(() => new LoadBounds([double.NaN], [0.2]), "expert 1");
        Refused(() => new LoadBounds([0.1], [double.PositiveInfinity]), "expert 1");
        Refused(() => LoadBounds.For(0), "experts");
        Refused(() => LoadBounds.For(3, (LossPreset)9), "Paper or Official");
        Refused(given, new DeferralLossOptions { Preset = (LossPreset)9 }, "Paper or Official");
        Refused(given, new DeferralLossOptions { ProbabilityOffset = -1e-8 }, "ProbabilityOffset", "from 0");
        Refused(given, new DeferralLossOptions { ProbabilityOffset = double.NaN }, "ProbabilityOffset");
        Refused(given, new DeferralLossOptions { Surrogate = (Surrogate)9 }, "Dc, Sm, Ova or TwoStage");
        Refused(given, new DeferralLossOptions { Classes = (ClassKind)9 }, "Multilabel or Exclusive");
    }

    [Fact]
    public void A_surrogate_is_refused_where_it_cannot_train_the_routing()
    {
        var given = LossCase.Random(2);
        (Surrogate Surrogate, RoutingParameterisation[] Trained)[] all =
        [
            (Surrogate.Dc, [RoutingParameterisation.Softmax]),
            (Surrogate.Sm, [RoutingParameterisation.Softmax]),
            (Surrogate.Ova, [RoutingParameterisation.OneVsAll]),
            (Surrogate.TwoStage, [RoutingParameterisation.OneVsAll, RoutingParameterisation.Utility]),
        ];
        foreach (var (surrogate, trained) in all)
        {
            foreach (var parameterisation in Enum.GetValues<RoutingParameterisation>())
            {
                var options = new DeferralLossOptions
                {
                    Surrogate = surrogate,
                    Parameterisation = parameterisation,
                    Lambda1 = 0,
                    Lambda2 = 0,
                };
                if (trained.Contains(parameterisation))
                    Assert.Null(Record.Exception(() => given.Total(options)));
                else
                    Refused(given, options, $"{surrogate}", $"{parameterisation}", string.Join(" or ", trained));
            }
        }
    }

    [Fact]
    public void Values_have_no_probabilities_and_a_weight_needs_a_predictor()
    {
        var given = LossCase.Random(2);
        var utility = new DeferralLossOptions
        {
            Surrogate = Surrogate.TwoStage,
            Parameterisation = RoutingParameterisation.Utility,
            Lambda1 = 0,
            Lambda2 = 0,
        };

        Refused(given, utility with { Lambda1 = 1 }, "Utility", "Lambda1 = 1", "to 0");
        Refused(given, utility with { Lambda2 = 0.5 }, "Utility", "Lambda2 = 0.5", "to 0");
        Refused(() => SpatialCoherenceLoss.Of(given.Predictor, given.Routing, utility), "Utility", "Softmax or OneVsAll");
        Refused(() => DeferralLosses.Total(given.Segmentor, given.Routing, null, given.Target, given.Experts), "predictorLogit", "Lambda1");
    }
}

using DeferredSeg.Deferral.Losses;
using DeferredSeg.Deferral.Tests.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Losses;

/// <summary>The float64 references, which take the wrong experts' term as printed. Tolerances are those of the golden files' README.</summary>
public sealed class GoldenLossTests : ScopedTensorTest
{
    public static TheoryData<string, ScalarType, double> Cases
    {
        get
        {
            var cases = new TheoryData<string, ScalarType, double>();
            foreach (var name in GoldenDeferral.All.Cast<object[]>().Select(row => (string)row[0]))
            {
                cases.Add(name, ScalarType.Float64, 1e-9);
                cases.Add(name, ScalarType.Float32, 1e-4);
            }
            return cases;
        }
    }

    [Fact]
    public void All_the_references_are_there_in_either_precision() => Assert.Equal(22, Cases.Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_term_equals_the_reference(string name, ScalarType type, double tolerance)
    {
        using var golden = new GoldenDeferral(name);
        var terms = LossCase.Of(golden, type).Total(Options(golden));

        (string Key, Tensor Value)[] pairs =
        [
            ("L_DC", terms.Surrogate.Total),
            ("L_DC_term1_experts", terms.Surrogate.Experts),
            ("L_DC_term2_segmentor", terms.Surrogate.Segmentor),
            ("L_DC_term3_bce", terms.Surrogate.CrossEntropy),
            ("L_SC", terms.Coherence!.Total),
            ("L_SC_term1_bce", terms.Coherence.CrossEntropy),
            ("L_SC_term2_beta1_mse", terms.Coherence.SquaredError),
            ("L_SC_term3_beta2_rate", terms.Coherence.Rate),
            ("L_LB", terms.LoadBalancing!),
            ("L_total", terms.Total),
        ];
        foreach (var (key, value) in pairs)
        {
            Assert.Equal(type, value.dtype);
            LossAssert.Close(golden.Real(key), value, tolerance, key);
        }
        LossAssert.Close(tensor(golden.Numbers("rho")), terms.Rho, tolerance, "rho");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_map_equals_the_reference(string name, ScalarType type, double tolerance)
    {
        using var golden = new GoldenDeferral(name);
        var given = LossCase.Of(golden, type);
        var collaboration = SurrogateLoss.PerPixel(given.Segmentor, given.Routing, given.Target, given.Experts, new() { WrongExpert = WrongExpertTerm.Exact });
        var coherence = SpatialCoherenceLoss.PerPixel(given.Predictor, given.Routing);

        Same("map.DC.term1_experts", collaboration.Experts);
        Same("map.DC.term2_segmentor", collaboration.Segmentor);
        Same("map.DC.term3_bce", collaboration.CrossEntropy);
        Same("map.SC.term1_bce", coherence.CrossEntropy);
        Same("map.SC.term2_beta1_mse", coherence.SquaredError);
        Same("map.SC.term3_beta2_rate", coherence.Rate);

        void Same(string key, Tensor map) => LossAssert.Close(golden.Tensor(key), map, tolerance, key);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_gradient_equals_the_reference(string name, ScalarType type, double tolerance)
    {
        using var golden = new GoldenDeferral(name);
        var given = LossCase.Of(golden, type);
        var options = Options(golden);

        Same("DC", SurrogateLoss.Of(given.Segmentor, given.Routing, given.Target, given.Experts, new() { WrongExpert = WrongExpertTerm.Exact }).Total);
        Same("SC", SpatialCoherenceLoss.Of(given.Predictor, given.Routing).Total);
        Same("LB", LoadBalancingLoss.Of(given.Routing, options.BoundsOf((int)given.Routing.shape[1] - 1)));
        Same("T", given.Total(options).Total);

        void Same(string loss, Tensor value)
        {
            foreach (var (index, gradient) in given.Gradients(value).Index())
            {
                var key = $"grad.{loss}.{LossCase.LogitNames[index]}";
                LossAssert.Close(golden.Tensor(key), gradient, tolerance, key);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void With_the_routing_detached_the_gradient_equals_its_reference_and_the_value_stays(string name, ScalarType type, double tolerance)
    {
        using var golden = new GoldenDeferral(name);
        var given = LossCase.Of(golden, type);
        var terms = given.Total(Options(golden) with { DetachRouting = true });

        LossAssert.Close(golden.Real("L_total"), terms.Total, tolerance, "L_total");
        LossAssert.Close(golden.Tensor("grad.T.routing_logits.mse_target_detached"), given.Gradients(terms.Total)[1], tolerance, "the gradient");
    }

    private static DeferralLossOptions Options(GoldenDeferral golden) =>
        new()
        {
            WrongExpert = WrongExpertTerm.Exact,
            Beta1 = golden.Real("beta1"),
            Beta2 = golden.Real("beta2"),
            Lambda1 = golden.Real("lambda1"),
            Lambda2 = golden.Real("lambda2"),
            Lower = golden.Number("J") == 1 ? null : golden.Numbers("l"),
            Upper = golden.Number("J") == 1 ? null : golden.Numbers("u"),
        };
}

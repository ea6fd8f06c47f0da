using DeferredSeg.Deferral.Losses;
using DeferredSeg.Deferral.Tests.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Losses;

/// <summary>The five tensors that the objective is computed from; the logits are leaves of the graph.</summary>
internal sealed record LossCase(Tensor Segmentor, Tensor Routing, Tensor Predictor, Tensor Target, Tensor Experts)
{
    public static readonly string[] LogitNames = ["seg_logit", "routing_logits", "predictor_logit"];

    public Tensor[] Logits => [Segmentor, Routing, Predictor];

    public static LossCase Of(GoldenDeferral golden, ScalarType type) =>
        new(
            Leaf(golden.Tensor("seg_logit").to_type(type)),
            Leaf(golden.Tensor("routing_logits").to_type(type)),
            Leaf(golden.Tensor("predictor_logit").to_type(type)),
            golden.Tensor("target"),
            golden.Tensor("experts")
        );

    /// <summary>Logits drawn with the deviation, masks by coins.</summary>
    public static LossCase Random(int experts, double deviation = 2, ScalarType type = ScalarType.Float64) =>
        new(
            Leaf(randn([2, 1, 4, 3], type) * deviation),
            Leaf(randn([2, experts + 1, 4, 3], type) * deviation),
            Leaf(randn([2, 1, 4, 3], type) * deviation),
            randint(2, [2, 1, 4, 3], ScalarType.Byte),
            randint(2, [2, experts, 4, 3], ScalarType.Byte)
        );

    /// <summary>The same signs, each logit plus or minus the size.</summary>
    public LossCase Extreme(double size, ScalarType type) =>
        this with
        {
            Segmentor = Leaf((Segmentor.sign() * size).to_type(type)),
            Routing = Leaf((Routing.sign() * size).to_type(type)),
            Predictor = Leaf((Predictor.sign() * size).to_type(type)),
        };

    public DeferralLossTerms Total(DeferralLossOptions options) => DeferralLosses.Total(Segmentor, Routing, Predictor, Target, Experts, options);

    /// <summary>The gradients by the three logits, zero where the loss does not depend on them; the leaves are left without any.</summary>
    public Tensor[] Gradients(Tensor loss)
    {
        loss.backward();
        Tensor[] gradients = [.. Logits.Select(logit => logit.grad?.clone() ?? zeros_like(logit))];
        foreach (var logit in Logits)
            logit.grad?.zero_();
        return gradients;
    }

    public static Tensor Leaf(Tensor values) => values.detach().clone().requires_grad_();
}

using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Deferral.Losses;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Engine.Systems;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Losses;

/// <summary>What the logits say before any loss: probabilities, decisions, masks.</summary>
internal static class RoutingArrays
{
    public static void AddTo(Dictionary<string, Tensor> arrays, Dictionary<string, object?> scalars, LossInput input, DeferralLossOptions options)
    {
        var routing = input.RoutingLogits;
        var perClass = routing.dim() == input.SegmentorLogit.dim() + 1;
        long[] folded = perClass ? [routing.shape[0] * routing.shape[1], .. routing.shape[2..]] : routing.shape;
        long[] maps =
            perClass && routing.shape[1] > 1 ? [.. routing.shape[..2], .. routing.shape[3..]] : [routing.shape[0], .. routing.shape[(perClass ? 3 : 2)..]];
        var logits = routing.reshape(folded);
        var decision = RoutingDecision.Decide(logits);
        var toExpert = RoutingDecision.Decide(logits, TieRule.ToExpert);
        arrays["routing_prob"] = RoutingProbabilities.Of(logits, options.Parameterisation).reshape(routing.shape);
        arrays["decision"] = decision.reshape(maps);
        arrays["decision_eq3_ties_to_expert"] = toExpert.reshape(maps);
        arrays["pseudo_mask"] = decision.ne(0).to_type(torch.ScalarType.Byte).reshape(maps);
        if (input.PredictorLogit is { } predictor)
            arrays["predictor_prob"] = predictor.sigmoid().squeeze(1);
        scalars["hard_routing_fraction"] = RoutingLoads.Hard(decision, folded[1] - 1).data<double>().ToArray();
        scalars["n_pixels_where_tie_rules_differ"] = decision.ne(toExpert).sum().ToInt64();
        Masks(arrays, input, options.Classes, arrays["decision"]);
    }

    /// <summary>The model's answer and the system's, in the layout of the truth.</summary>
    private static void Masks(Dictionary<string, Tensor> arrays, LossInput input, ClassKind classes, Tensor decision)
    {
        var answer = classes == ClassKind.Multilabel ? ModelMasks.Of(input.SegmentorLogit, classes) : Largest(input.SegmentorLogit).unsqueeze(1);
        var experts = input.Experts.to_type(answer.dtype);
        long[] ofExpert = [answer.shape[0], experts.shape[1], .. answer.shape[1..]];
        var shared = decision.dim() == answer.dim() - 1;
        var system = Fusion.Of(answer, experts.reshape(ofExpert), (shared ? decision.unsqueeze(1) : decision).expand(answer.shape));
        var single = answer.shape[1] == 1;
        arrays["seg_binary"] = single ? answer.squeeze(1) : answer;
        arrays["system_mask"] = single ? system.squeeze(1) : system;
    }

    private static Tensor Largest(Tensor logits) => ModelMasks.Of(logits, ClassKind.Exclusive).argmax(1);
}

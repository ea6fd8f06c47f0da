using System.Text.Json;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Deferral.Losses;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Engine.Systems;
using DeferredSeg.PluginKit.Checks;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Losses;

/// <summary>Computes all losses, their maps and gradients, and names them as the reference files do.</summary>
internal sealed class LossEvaluation
{
    private readonly LossInput _input;
    private readonly DeferralLossOptions _options;
    private readonly string _tag;
    private readonly Dictionary<string, object?> _scalars = [];
    private readonly Dictionary<string, Tensor> _arrays = [];

    private LossEvaluation(LossInput input, DeferralLossOptions options)
    {
        _input = input;
        _options = input.Bounds is not { } bounds ? options : options with { Lower = bounds.Lower, Upper = bounds.Upper };
        _tag = options.Surrogate == Surrogate.TwoStage ? "TWO_STAGE" : options.Surrogate.ToString().ToUpperInvariant();
    }

    /// <exception cref="ArgumentException">The tensors or the options do not fit together; the message says how.</exception>
    public static LossResult Run(LossInput input, DeferralLossOptions options, CancellationToken cancellation)
    {
        var evaluation = new LossEvaluation(input, options);
        evaluation.Terms();
        evaluation.Maps();
        cancellation.ThrowIfCancellationRequested();
        RoutingArrays.AddTo(evaluation._arrays, evaluation._scalars, input, evaluation._options);
        evaluation.Gradients(cancellation);
        return new(evaluation._tag, evaluation._scalars, evaluation._arrays);
    }

    private void Terms()
    {
        var terms = DeferralLosses.Total(_input.SegmentorLogit, _input.RoutingLogits, _input.PredictorLogit, _input.Target, _input.Experts, _options);
        var experts = terms.Rho.shape[0];
        var bounds = _options.BoundsOf((int)experts);
        _scalars["J"] = experts;
        _scalars["shape"] = _input.RoutingLogits.shape;
        _scalars["surrogate"] = Spelled(_options.Surrogate);
        _scalars["wrongExpert"] = Spelled(_options.Forms.WrongExpert);
        _scalars["parameterisation"] = Spelled(_options.Parameterisation);
        (_scalars["beta1"], _scalars["beta2"], _scalars["lambda1"], _scalars["lambda2"]) = (_options.Beta1, _options.Beta2, _options.Lambda1, _options.Lambda2);
        (_scalars["u"], _scalars["l"]) = (bounds.Upper, bounds.Lower);
        Add($"L_{_tag}", terms.Surrogate.Total);
        Add($"L_{_tag}_term1_experts", terms.Surrogate.Experts);
        Add($"L_{_tag}_term2_segmentor", terms.Surrogate.Segmentor);
        Add($"L_{_tag}_term3_bce", terms.Surrogate.CrossEntropy);
        if (terms.Coherence is { } coherence)
        {
            Add("L_SC", coherence.Total);
            Add("L_SC_term1_bce", coherence.CrossEntropy);
            Add("L_SC_term2_beta1_mse", coherence.SquaredError);
            Add("L_SC_term3_beta2_rate", coherence.Rate);
        }
        _arrays["rho"] = terms.Rho.detach();
        _scalars["rho"] = Numbers(terms.Rho);
        if (terms.LoadBalancing is { } balancing)
            Add("L_LB", balancing);
        Add("L_total", terms.Total);
    }

    private void Maps()
    {
        var surrogate = SurrogateLoss.PerPixel(_input.SegmentorLogit, _input.RoutingLogits, _input.Target, _input.Experts, _options);
        _arrays[$"map.{_tag}.term1_experts"] = surrogate.Experts;
        _arrays[$"map.{_tag}.term2_segmentor"] = surrogate.Segmentor;
        _arrays[$"map.{_tag}.term3_bce"] = surrogate.CrossEntropy;
        if (!HasCoherence)
            return;
        var coherence = SpatialCoherenceLoss.PerPixel(_input.PredictorLogit!, _input.RoutingLogits, _options);
        _arrays["map.SC.term1_bce"] = coherence.CrossEntropy;
        _arrays["map.SC.term2_beta1_mse"] = coherence.SquaredError;
        _arrays["map.SC.term3_beta2_rate"] = coherence.Rate;
    }

    private void Gradients(CancellationToken cancellation)
    {
        Gradient(_tag, _options, terms => terms.Surrogate.Total);
        if (HasCoherence)
            Gradient("SC", _options, terms => terms.Coherence!.Total);
        if (HasProbabilities)
            Gradient("LB", _options, terms => terms.LoadBalancing!);
        cancellation.ThrowIfCancellationRequested();
        Gradient("T", _options, terms => terms.Total);
        if (HasCoherence && !_options.Forms.DetachRouting)
            Gradient("T", _options with { DetachRouting = true }, terms => terms.Total, ".mse_target_detached");
    }

    private bool HasProbabilities => _options.Parameterisation != Abstractions.Heads.RoutingParameterisation.Utility;

    private bool HasCoherence => _input.PredictorLogit is not null && HasProbabilities;

    private void Gradient(string loss, DeferralLossOptions options, Func<DeferralLossTerms, Tensor> choose, string? routingOnly = null)
    {
        using var scope = torch.NewDisposeScope();
        var (segmentor, routing, predictor) = (
            Leaf(_input.SegmentorLogit),
            Leaf(_input.RoutingLogits),
            _input.PredictorLogit is { } logit ? Leaf(logit) : null
        );
        var value = choose(DeferralLosses.Total(segmentor, routing, predictor, _input.Target, _input.Experts, options));
        // Without any graph the gradient is 0 everywhere, as that of a loss of one expert's balance is.
        if (value.requires_grad)
            value.backward();
        if (routingOnly is not null)
        {
            _arrays[$"grad.{loss}.routing_logits{routingOnly}"] = Of(routing);
            return;
        }
        _arrays[$"grad.{loss}.seg_logit"] = Of(segmentor);
        _arrays[$"grad.{loss}.routing_logits"] = Of(routing);
        if (predictor is not null)
            _arrays[$"grad.{loss}.predictor_logit"] = Of(predictor);
    }

    private static Tensor Leaf(Tensor values) => values.detach().clone().requires_grad_();

    private static Tensor Of(Tensor leaf) => (leaf.grad is { } gradient ? gradient.clone() : torch.zeros_like(leaf.detach())).MoveToOuterDisposeScope();

    private void Add(string name, Tensor scalar)
    {
        _arrays[name] = scalar.detach();
        _scalars[name] = scalar.to_type(torch.ScalarType.Float64).ToDouble();
    }

    /// <summary>As the configuration spells it.</summary>
    private static string Spelled<T>(T choice)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(choice.ToString());

    private static double[] Numbers(Tensor values) => values.detach().to_type(torch.ScalarType.Float64).data<double>().ToArray();
}

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

using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Deferral.Losses;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Losses;

/// <summary>The tensors of one evaluation, in the caller's dispose scope.</summary>
/// <param name="SegmentorLogit"><c>[B, K, H, W]</c>.</param>
/// <param name="RoutingLogits"><c>[B, J+1, H, W]</c> or <c>[B, R, J+1, H, W]</c>.</param>
/// <param name="PredictorLogit"><c>[B, 1, H, W]</c>, or null.</param>
/// <param name="Target">The truth.</param>
/// <param name="Experts">The experts' masks.</param>
/// <param name="Bounds">The bounds in the file, or null.</param>
internal sealed record LossInput(Tensor SegmentorLogit, Tensor RoutingLogits, Tensor? PredictorLogit, Tensor Target, Tensor Experts, LoadBounds? Bounds)
{
    private const int Rank = 4;

    /// <exception cref="DataException">An array is missing or of another kind.</exception>
    public static LossInput Read(ArrayInputs inputs, ClassKind classes)
    {
        var segmentor = Fill(inputs.ReadNumbers("seg_logit"));
        var routing = Fill(inputs.ReadNumbers("routing_logits"));
        var predictor = inputs.Has("predictor_logit") ? Fill(inputs.ReadNumbers("predictor_logit")) : null;
        foreach (var (name, other) in new[] { ("routing_logits", (Tensor?)routing), ("predictor_logit", predictor) })
        {
            if (other is not null && other.dtype != segmentor.dtype)
                throw new DataException($"{inputs.FileOf(name)}: '{name}' is {other.dtype} and 'seg_logit' is {segmentor.dtype}; save all logits in one type.");
        }
        return new(segmentor, routing, predictor, Fill(Labels(inputs, "target", classes)), Fill(Labels(inputs, "experts", classes)), ReadBounds(inputs));
    }

    private static Tensor Labels(ArrayInputs inputs, string name, ClassKind classes) =>
        classes == ClassKind.Multilabel ? inputs.ReadMask(name) : inputs.Read(name);

    private static LoadBounds? ReadBounds(ArrayInputs inputs)
    {
        if (!inputs.Has("u") && !inputs.Has("l"))
            return null;
        try
        {
            return new(Numbers(inputs, "l"), Numbers(inputs, "u"));
        }
        catch (ArgumentException e)
        {
            throw new DataException($"{inputs.FileOf("u")}: 'u' and 'l': {e.Message}", e);
        }
    }

    private static double[] Numbers(ArrayInputs inputs, string name)
    {
        using var scope = torch.NewDisposeScope();
        return inputs.ReadNumbers(name).to_type(torch.ScalarType.Float64).flatten().data<double>().ToArray();
    }

    /// <summary>Sizes of 1 that were left out in front.</summary>
    private static Tensor Fill(Tensor values) =>
        values.dim() >= Rank ? values : values.reshape([.. Enumerable.Repeat(1L, Rank - (int)values.dim()), .. values.shape]);
}

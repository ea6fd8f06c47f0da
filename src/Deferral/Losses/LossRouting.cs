using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Routing;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>The routing of N maps, classes folded into the batch, and its log probabilities, computed once for all losses that ask for them.</summary>
/// <remarks>Tensors belong to the scope in which they are first asked for, so one scope has to span all uses.</remarks>
/// <param name="logits"><c>[N, J+1, ...]</c>, checked.</param>
/// <param name="parameterisation">What they mean.</param>
internal sealed class LossRouting(Tensor logits, RoutingParameterisation parameterisation)
{
    private Tensor? _logProbabilities;
    private Tensor[]? _ofChannels;

    public Tensor Logits => logits;

    public RoutingParameterisation Parameterisation => parameterisation;

    public int Experts => (int)logits.shape[1] - 1;

    /// <summary>Whether there are probabilities to speak of.</summary>
    public bool IsProbability => parameterisation != RoutingParameterisation.Utility;

    /// <summary>log p <c>[N, J+1, ...]</c>, summing to 1 as probabilities: the logarithm of what <see cref="Routing.RoutingProbabilities"/> gives.</summary>
    public Tensor LogProbabilities =>
        _logProbabilities ??= torch.nn.functional.log_softmax(
            parameterisation switch
            {
                RoutingParameterisation.Softmax => logits,
                RoutingParameterisation.OneVsAll => torch.nn.functional.logsigmoid(logits),
                _ => throw new InvalidOperationException($"{parameterisation} logits are no probabilities."),
            },
            1
        );

    /// <summary>log p_0 <c>[N, ...]</c>.</summary>
    public Tensor LogOfSegmentor => Channels[0].squeeze(1);

    /// <summary>log p_j <c>[N, J, ...]</c>.</summary>
    public Tensor LogOfExperts => Channels[1];

    /// <summary>1 where the largest logit is an expert's, the model winning ties (Eq. 6); bool <c>[N, ...]</c>.</summary>
    public Tensor PseudoMask()
    {
        var values = logits.detach();
        return values.slice(1, 1, values.shape[1], 1).amax([1]).gt(values.select(1, 0));
    }

    /// <summary>The logits of the segmentor <c>[N, ...]</c> and of the experts <c>[N, J, ...]</c>.</summary>
    public (Tensor Segmentor, Tensor Experts) SplitLogits()
    {
        var parts = logits.split([1, Experts], 1);
        return (parts[0].squeeze(1), parts[1]);
    }

    /// <summary>Split once: each further slice would cost a gradient of full size.</summary>
    private Tensor[] Channels => _ofChannels ??= LogProbabilities.split([1, Experts], 1);
}

/// <summary>
/// How routing logits lie: <c>[B, J+1, ...]</c>, one routing for all classes, or <c>[B, R, J+1, ...]</c> as a deferral head gives them, R being 1 or
/// the number of classes.
/// </summary>
internal sealed record RoutingLayout(long Batch, long Routings, long Experts, long[] Spatial)
{
    private const string Expected =
        "expected [B, J+1, ...], or [B, R, J+1, ...] with a routing for each of R classes: the batch, a channel for the model and one for "
        + "each of J >= 1 experts, then the spatial dimensions of the other maps.";

    /// <summary>Whether each class has a routing of its own.</summary>
    public bool PerClass => Routings > 1;

    /// <summary>
    /// Requires floating point logits of either layout. They are told apart by their rank, which is one more than that of maps <c>[B, K, ...]</c> where
    /// classes are named.
    /// </summary>
    /// <param name="logits">The routing logits.</param>
    /// <param name="rank">The rank of the maps that they route.</param>
    /// <param name="name">What the caller calls them.</param>
    public static RoutingLayout Of(Tensor logits, long rank, string name)
    {
        var shape = logits.shape;
        var perClass = shape.Length == rank + 1;
        var channels = perClass ? 2 : 1;
        if (rank < 3 || (shape.Length != rank && !perClass) || shape[channels] < 2 || (perClass && shape[1] < 1))
            throw new ArgumentException($"The {name} have the shape {Text(shape)}; {Expected}", name);
        if (logits.numel() == 0)
            throw new ArgumentException($"There is no pixel in the {name} of shape {Text(shape)}; expected at least one image that is not empty.", name);
        LossInputs.RequireFloatingPoint(logits, name);
        return new(shape[0], perClass ? shape[1] : 1, shape[channels] - 1, shape[(channels + 1)..]);
    }

    /// <summary><c>[B, channels, ...]</c> over the pixels.</summary>
    public long[] Maps(params long[] channels) => [Batch, .. channels, .. Spatial];

    /// <summary>The logits as <c>[N, J+1, ...]</c>, N being B R.</summary>
    public Tensor Fold(Tensor logits) => logits.dim() == 2 + Spatial.Length ? logits : logits.reshape([Batch * Routings, Experts + 1, .. Spatial]);

    /// <summary>A map <c>[B, 1, ...]</c> that all routings share, as <c>[N, ...]</c>.</summary>
    public Tensor Share(Tensor map) => PerClass ? map.expand(Maps(Routings)).reshape([Batch * Routings, .. Spatial]) : map.squeeze(1);

    /// <summary>A map <c>[N, ...]</c> as <c>[B, ...]</c>, or <c>[B, R, ...]</c> where each class has its own.</summary>
    public Tensor Unfold(Tensor map) => PerClass ? map.reshape(Maps(Routings)) : map;

    private static string Text(long[] shape) => $"[{string.Join(", ", shape)}]";
}

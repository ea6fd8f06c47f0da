using DeferredSeg.Abstractions.Heads;
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

using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Abstractions.Options;

namespace Heads.RoutingChannels;

/// <summary>The shape of a head with routing channels. The defaults are the paper's.</summary>
/// <param name="Parameterisation">
/// What the routing logits mean: softmax (DeferredSeg, Eq. 5), oneVsAll or utility. It changes nothing in the network, only what losses and decisions make of
/// it.
/// </param>
/// <param name="RoutesPerClass">Whether each class has routing channels of its own (R = K); otherwise all share them (R = 1).</param>
/// <param name="Predictor">Whether there is an aggregated predictor (Sec. 4.3).</param>
/// <param name="PredictorWidth">
/// Channels between the predictor's two convolutions; null means as many as the features have, since the paper leaves it open.
/// </param>
/// <param name="RoutingWidth">
/// Channels of a layer before the routing channels, convolution 3x3 and ReLU; null for none, as in the paper, whose routing channels stand next to the mask
/// channels. Without it routing is linear in the features, and an uncertain logit, near 0 on either side, is no linear function of them.
/// </param>
public sealed record RoutingChannelsOptions(
    RoutingParameterisation Parameterisation = RoutingParameterisation.Softmax,
    bool RoutesPerClass = false,
    bool Predictor = true,
    [OptionRange(1, 1024)] int? PredictorWidth = null,
    [OptionRange(1, 1024)] int? RoutingWidth = null
) : IOptionChecks
{
    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (Parameterisation == RoutingParameterisation.Estimates)
            yield return "parameterisation is estimates, which are fitted on pixels and are no routing channels; expected softmax, oneVsAll or utility, or the "
                + "head Estimates.";
        if (!Predictor && PredictorWidth is { } width)
            yield return $"predictorWidth is {width}, but predictor is false; leave one of them out.";
    }
}

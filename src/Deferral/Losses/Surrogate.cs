using DeferredSeg.Abstractions.Heads;

namespace DeferredSeg.Deferral.Losses;

/// <summary>
/// What the routing is trained by in place of the 0-1 loss of Eq. 1. Below, a_0 and a_j are the probabilities that the segmentor and
/// expert j are right at a pixel, given what the network sees of it.
/// </summary>
public enum Surrogate
{
    /// <summary>
    /// The paper's deferral collaboration loss (Eq. 4); needs <see cref="RoutingParameterisation.Softmax"/>. A wrong expert is punished as
    /// much as a right one is rewarded, the segmentor is only rewarded: at the minimum p_j is proportional to max(2 a_j - 1, 0) and p_0
    /// to a_0, so that one expert gets a pixel only where a_1 > (1 + a_0) / 2. What a wrong expert costs is <see cref="WrongExpertTerm"/>.
    /// </summary>
    Dc,

    /// <summary>
    /// The weights of Eq. 2 at every pixel, channel 0 standing for the segmentor; needs <see cref="RoutingParameterisation.Softmax"/>. At the
    /// minimum p is proportional to a: an expert gets a pixel where it is more often right than the segmentor.
    /// </summary>
    Sm,

    /// <summary>
    /// One-vs-all (Verma and Nalisnick, 2022): one logistic loss for each channel, "this one is right"; needs
    /// <see cref="RoutingParameterisation.OneVsAll"/>. At the minimum sigmoid(z_j) = a_j and sigmoid(z_0) = a_0.
    /// </summary>
    Ova,

    /// <summary>
    /// The segmentor is frozen and only judged: an independent estimate of a_0 and of each a_j. With
    /// <see cref="RoutingParameterisation.OneVsAll"/> by the logistic loss, at whose minimum sigmoid(z_j) = a_j; with
    /// <see cref="RoutingParameterisation.Utility"/> by the squared error, at whose minimum the value itself is a_j.
    /// </summary>
    TwoStage,
}

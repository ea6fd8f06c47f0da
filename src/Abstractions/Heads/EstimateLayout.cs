using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.Abstractions.Heads;

/// <summary>
/// How estimates lie in a head's output <c>[P, G, M, H', W']</c>. All are logits, so that they may be brought to another grid; none depends on what the model
/// answers.
/// </summary>
/// <remarks>
/// <para>Of classes that are independent, each is a group (G = K) of M = 1 + 2J maps: the logit of t = P(truth is 1), then for expert 1 to J the logits of
/// s1 = P(the expert says 1 | truth 1) and of s0 = P(the expert says 1 | truth 0).</para>
/// <para>Of classes that exclude each other there is one group (G = 1) of M = K + J K^2 maps: the logits of the truth's distribution over K classes, then for
/// each expert K rows of K logits, row c being the distribution of the expert's answer where the truth is c.</para>
/// </remarks>
/// <param name="Kind">How the classes relate.</param>
/// <param name="Classes">K, at least 1; at least 2 where they exclude each other.</param>
/// <param name="Experts">J, at least 1.</param>
public sealed record EstimateLayout(ClassKind Kind, int Classes, int Experts)
{
    /// <summary>G: K, or 1 where classes exclude each other.</summary>
    public int Groups => Kind == ClassKind.Exclusive ? 1 : Classes;

    /// <summary>M: 1 + 2J, or K + J K^2 where classes exclude each other.</summary>
    public int Maps => Kind == ClassKind.Exclusive ? Classes + Experts * Classes * Classes : 1 + 2 * Experts;

    /// <summary>Where the first map of an expert stands among the M.</summary>
    /// <param name="expert">From 0.</param>
    public int FirstOf(int expert) => Kind == ClassKind.Exclusive ? Classes + expert * Classes * Classes : 1 + 2 * expert;
}

using DeferredSeg.Deferral.Consensus;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Consensus;

/// <summary>What was found for one image: numbers and arrays, under the same names in every file.</summary>
/// <param name="Prefix">What stands before the arrays' names: the case and '/', or nothing.</param>
/// <param name="Case">What the case is called.</param>
/// <param name="Raters">What the raters are called.</param>
/// <param name="Summary">The numbers.</param>
/// <param name="Arrays">The arrays, in the caller's dispose scope.</param>
internal sealed record ConsensusResult(
    string Prefix,
    string Case,
    IReadOnlyList<string> Raters,
    ConsensusSummary Summary,
    IReadOnlyList<(string Name, Tensor Value)> Arrays
)
{
    public static ConsensusResult OfMasks(RatedCase one, StapleOptions options, IReadOnlyList<int> after)
    {
        var staple = Staple.Of(one.Ratings, options);
        var strict = MajorityVote.Of(one.Ratings, VoteRule.Strict);
        List<(string, Tensor)> arrays =
        [
            ("posterior", Map(staple.Posterior, one)),
            ("consensus", Map(staple.Consensus, one)),
            ("majority_strict", Map(strict, one)),
            ("majority_ties_foreground", Map(MajorityVote.Of(one.Ratings, VoteRule.TiesToForeground), one)),
        ];
        var states = new SortedDictionary<int, ConsensusState>();
        foreach (var iterations in after.Where(count => !staple.IsConstant && count <= staple.Iterations))
        {
            var state = Staple.Of(one.Ratings, options with { MaxIterations = iterations });
            states[iterations] = new(state.Sensitivity, state.Specificity, state.Posterior.Sum());
            arrays.Add((FormattableString.Invariant($"posterior_iter{iterations}"), Map(state.Posterior, one)));
        }
        var differing = staple.Consensus.Zip(strict).LongCount(pair => pair.First != pair.Second);
        var summary = ConsensusSummary.Of(staple) with { PixelsConsensusDiffersFromMajority = differing, After = states.Count == 0 ? null : states };
        return new(Prefixed(one), Named(one), one.Raters, summary, arrays);
    }

    public static ConsensusResult OfLabels(RatedCase one, StapleOptions options)
    {
        var staple = Staple.OneVersusRest(one.Ratings, options);
        List<(string, Tensor)> arrays =
        [
            ("consensus", Map(staple.Consensus, one)),
            ("majority_strict", Map(MajorityVote.OneVersusRest(one.Ratings, VoteRule.Strict), one)),
            ("majority_ties_foreground", Map(MajorityVote.OneVersusRest(one.Ratings, VoteRule.TiesToForeground), one)),
        ];
        var labels = new SortedDictionary<int, ConsensusSummary>();
        for (var i = 0; i < staple.Labels.Length; i++)
        {
            labels[staple.Labels[i]] = ConsensusSummary.Of(staple.PerLabel[i]);
            arrays.Add((FormattableString.Invariant($"posterior.{staple.Labels[i]}"), Map(staple.PerLabel[i].Posterior, one)));
        }
        return new(Prefixed(one), Named(one), one.Raters, new() { R = one.Ratings.Count, Labels = labels }, arrays);
    }

    private static string Prefixed(RatedCase one) => one.Name.Length == 0 ? "" : one.Name + "/";

    private static string Named(RatedCase one) => one.Name.Length == 0 ? Path.GetFileNameWithoutExtension(one.File.Split(", ")[0]) : one.Name;

    private static Tensor Map(double[] values, RatedCase one) => torch.tensor(values, one.Shape, torch.ScalarType.Float64);

    private static Tensor Map(byte[] values, RatedCase one) => torch.tensor(values, one.Shape, torch.ScalarType.Byte);
}

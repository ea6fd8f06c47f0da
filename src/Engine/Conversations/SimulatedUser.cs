using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Deferral.Consensus;
using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Engine.Conversations;

/// <summary>Somebody who holds a mask, and accepts, chooses and points by it.</summary>
/// <param name="Name">Whose mask it is: a rater, or the raters of a subset joined by <c>+</c>.</param>
/// <param name="Mask">What they want, one plane.</param>
/// <param name="First">Where they point first: inside of what most raters have, so that the first click tells nothing of what they prefer.</param>
public sealed record SimulatedUser(string Name, MaskPlanes Mask, SessionClick First)
{
    /// <summary>Users of one image.</summary>
    /// <param name="raters">The raters who left a mask, with their masks of one plane.</param>
    /// <param name="kind">Which users.</param>
    /// <returns>None where no rater outlined anything.</returns>
    public static IReadOnlyList<SimulatedUser> Of(IReadOnlyList<(string Name, MaskPlanes Mask)> raters, UserKind kind)
    {
        if (raters.Count == 0 || raters.All(rater => rater.Mask.Values.All(value => value == 0)))
            return [];
        var (grid, first) = (raters[0].Mask.Grid, FirstClick(raters));
        var subsets = kind == UserKind.Subsets ? RaterSubsets.All(raters.Count) : [.. Enumerable.Range(0, raters.Count).Select(r => (IReadOnlyList<int>)[r])];
        return
        [
            .. subsets.Select(subset => new SimulatedUser(
                string.Join('+', subset.Select(r => raters[r].Name)),
                new(grid, 1, RaterSubsets.Mask([.. subset.Select(r => raters[r].Mask.Values)])),
                first
            )),
        ];
    }

    /// <summary>How near an answer is to what they want: dice, 1 where both are empty.</summary>
    public double Dice(byte[] answer) => Overlap.Between(answer, Mask.Values).Rates(EmptyMasks.Agree).Dice;

    /// <summary>Which of several masks is nearest to theirs, the first of equals.</summary>
    public int Nearest(IReadOnlyList<byte[]> masks) => Enumerable.Range(0, masks.Count).MinBy(i => Wrong(masks[i]));

    /// <summary>Where they point next: the middle of the largest error; null where nothing is wrong.</summary>
    public SessionClick? Correct(byte[] answer)
    {
        var error = new bool[answer.Length];
        for (var i = 0; i < error.Length; i++)
            error[i] = answer[i] != Mask.Values[i];
        var (pixels, place) = LargestError.Middle(error, Mask.Grid);
        return pixels == 0 ? null : At(place, Mask.Width, Mask.Values[place] != 0);
    }

    private int Wrong(byte[] mask) => mask.Zip(Mask.Values).Count(pair => pair.First != pair.Second);

    private static SessionClick FirstClick(IReadOnlyList<(string Name, MaskPlanes Mask)> raters)
    {
        var grid = raters[0].Mask.Grid;
        var votes = new int[grid.Count];
        foreach (var (_, mask) in raters)
            for (var i = 0; i < votes.Length; i++)
                votes[i] += mask.Values[i];
        var most = votes.Max();
        return At(LargestError.Middle([.. votes.Select(vote => vote == most)], grid).Place, grid.Width, true);
    }

    private static SessionClick At(int place, int width, bool isInside) => new(place % width, place / width, isInside);
}

/// <summary>Which users are simulated.</summary>
public enum UserKind
{
    /// <summary>One for each subset of the raters that is not empty, 15 of four (SPA, appendix 8).</summary>
    Subsets,

    /// <summary>One for each rater.</summary>
    Raters,
}

using DeferredSeg.Abstractions.Options;

namespace Experts.Synthetic.Options;

/// <summary>
/// The options of <c>synthetic</c>. A setting or accuracies by hand: each pixel is right or wrong by itself (the paper). Outline, missed or added: errors hang together, as a
/// person's do. Both: a mask with errors of the second kind, and each pixel of it may be wrong by itself. Neither: the paper's one expert, <c>table2/1</c>.
/// </summary>
/// <param name="Setting">The accuracies of an expert of the paper: table2/1 to table2/3, tableD9/E1 to E5, tableE11/E1 to E7, or a member of a panel (appendixD/J4/2 is the second of the four in Appendix D).</param>
/// <param name="Foreground">By hand: the probability that a pixel of the foreground is right. Background, boundary and boundaryMeans belong to it.</param>
/// <param name="Background">By hand: the probability that a pixel of the background is right.</param>
/// <param name="Boundary">By hand: the number for the boundary, which is background close to the foreground; boundaryMeans says what it is.</param>
/// <param name="BoundaryMeans">By hand: absolute where boundary is the probability itself (the paper's Table 2), boost where it is added to the background's and the sum limited to 0 to 1 (Tables D.9 and E.11).</param>
/// <param name="Kernel">The side of the square by which the foreground is dilated to find the boundary, odd, in pixels; 7 is a boundary of 3 pixels, 1 is none.</param>
/// <param name="Outline">How the outline is displaced; without it it is not.</param>
/// <param name="Missed">What of the foreground is missed; without it nothing is.</param>
/// <param name="Added">What is added in the background; without it nothing is.</param>
/// <param name="Redraw">everyEpoch: errors are drawn anew in every epoch (the paper). never: the same in all epochs.</param>
/// <param name="Cost">The cost of one routed pixel, in units of one wrong pixel.</param>
/// <param name="Capacity">The largest share of a batch's pixels that the expert takes; without it there is no limit.</param>
/// <param name="Person">The person whom the answers stand for, where experts are to be counted as one.</param>
/// <param name="Tier">The person's standing, for example senior.</param>
/// <param name="Tool">What the person works with.</param>
public sealed record SyntheticOptions(
    string? Setting = null,
    [OptionRange(0, 1)] double? Foreground = null,
    [OptionRange(0, 1)] double? Background = null,
    [OptionRange(-1, 1)] double? Boundary = null,
    BoundaryMeaning? BoundaryMeans = null,
    [OptionRange(1, 1023)] int Kernel = 7,
    OutlineOptions? Outline = null,
    MissedOptions? Missed = null,
    AddedOptions? Added = null,
    Redraw Redraw = Redraw.EveryEpoch,
    [OptionRange(0, 1e9)] double Cost = 0,
    [OptionRange(0, 1)] double? Capacity = null,
    string? Person = null,
    string? Tier = null,
    string? Tool = null
) : IOptionChecks
{
    /// <summary>Whether errors hang together from pixel to pixel.</summary>
    internal bool IsCorrelated => Outline is not null || Missed is not null || Added is not null;

    /// <inheritdoc/>
    public IEnumerable<string> Check() => [.. AccuracyChecks.Of(this), .. KernelIsOdd()];

    private IEnumerable<string> KernelIsOdd()
    {
        if (Kernel % 2 == 0)
            yield return $"kernel is {Kernel}; expected an odd number, so that the square has a middle.";
    }
}

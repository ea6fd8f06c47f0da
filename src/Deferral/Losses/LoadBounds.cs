namespace DeferredSeg.Deferral.Losses;

/// <summary>
/// The least and the largest share of the pixels that each expert should get (l and u of Eq. 9), expert j at index j - 1. Where the
/// experts' budget is smaller than the sum of the least shares (0.35 in the paper), set those to 0: the penalty would work against it.
/// </summary>
public sealed class LoadBounds
{
    private static readonly LoadBounds _paper = new([0.15, 0.10, 0.10], [0.35, 0.25, 0.30]);
    private static readonly LoadBounds _official = new([0.15, 0.20, 0.18], [0.35, 0.30, 0.31]);

    /// <summary>Takes the bounds of J experts.</summary>
    /// <param name="lower">J shares from 0 to 1.</param>
    /// <param name="upper">J shares from 0 to 1, none smaller than its lower one.</param>
    /// <exception cref="ArgumentException">The lists are empty or of different lengths, or a pair is not 0 &lt;= lower &lt;= upper &lt;= 1.</exception>
    public LoadBounds(IReadOnlyList<double> lower, IReadOnlyList<double> upper)
    {
        if (lower.Count == 0 || lower.Count != upper.Count)
            throw new ArgumentException(
                $"There are {lower.Count} lower and {upper.Count} upper bounds of the load; expected one of each for every expert.",
                nameof(upper)
            );
        for (var expert = 0; expert < lower.Count; expert++)
        {
            if (!(0 <= lower[expert] && lower[expert] <= upper[expert] && upper[expert] <= 1))
                throw new ArgumentException(
                    $"The load of expert {expert + 1} is bounded by {lower[expert]} and {upper[expert]}; expected 0 <= lower <= upper <= 1, shares of the pixels.",
                    nameof(upper)
                );
        }
        (Lower, Upper) = ([.. lower], [.. upper]);
    }

    /// <summary>l: the least share of each expert, J values from 0 to 1.</summary>
    public IReadOnlyList<double> Lower { get; }

    /// <summary>u: the largest share of each expert, J values from 0 to 1.</summary>
    public IReadOnlyList<double> Upper { get; }

    /// <summary>
    /// The published bounds of three experts. None are published for other numbers; there each expert gets the mean of the three scaled
    /// by 3/J, which for the paper's is l = .35/J and u = .90/J, so that the bounds of all experts together stay the same and no expert
    /// is preferred.
    /// </summary>
    /// <param name="experts">J, at least 1.</param>
    /// <param name="preset">Whose bounds.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no expert or no such preset.</exception>
    public static LoadBounds For(int experts, BoundsPreset preset = BoundsPreset.Paper)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(experts, 1);
        var published = preset switch
        {
            BoundsPreset.Paper => _paper,
            BoundsPreset.Official => _official,
            _ => throw new ArgumentOutOfRangeException(nameof(preset), preset, "Published bounds are Paper or Official."),
        };
        return experts == 3 ? published : new(Shared(published.Lower, experts), Shared(published.Upper, experts));
    }

    private static double[] Shared(IReadOnlyList<double> shares, int experts) => [.. Enumerable.Repeat(Math.Round(shares.Sum(), 12) / experts, experts)];
}

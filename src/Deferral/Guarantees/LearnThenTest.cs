using DeferredSeg.Abstractions.Randomness;

namespace DeferredSeg.Deferral.Guarantees;

/// <summary>
/// Which policies keep a risk below a level (Angelopoulos et al., Learn then Test, 2021): each policy is a hypothesis that its risk is above the level, tested
/// on calibration patients; those that are rejected with all errors together at most delta are certified. That asking more makes a system better is not
/// assumed: it may make it worse.
/// </summary>
public static class LearnThenTest
{
    /// <summary>
    /// The p-value of "the mean loss is above the level", by betting against it (Waudby-Smith and Ramdas, Estimating means of bounded random variables by
    /// betting, 2024): the inverse of the most that a gambler had at any time whose stakes follow from the patients before. Valid for patients drawn alike,
    /// whatever the distribution of their losses, and sharp where these vary little.
    /// </summary>
    /// <param name="losses">One loss a patient, from 0 to 1, in an order that does not depend on them.</param>
    /// <param name="level">The level, above 0 and below 1.</param>
    /// <param name="delta">The error that the test is made for, which stakes follow from.</param>
    /// <returns>From above 0 to 1.</returns>
    public static double PValue(ReadOnlySpan<double> losses, double level, double delta)
    {
        var stake = 2 * Math.Log(1 / delta);
        // As if one patient of mean 1/2 and of the largest variance had been seen before.
        var (mean, variance, log, best) = (0.5, 0.25, 0.0, 0.0);
        var (sum, squares) = (0.5, 0.25);
        for (var i = 0; i < losses.Length; i++)
        {
            // More than the fortune cannot be lost at a loss of 1.
            var bet = Math.Min(Math.Sqrt(stake / (losses.Length * variance)), 0.75 / (1 - level));
            log += Math.Log(1 + bet * (level - losses[i]));
            best = Math.Max(best, log);
            sum += losses[i];
            mean = sum / (i + 2);
            squares += (losses[i] - mean) * (losses[i] - mean);
            variance = Math.Max(squares / (i + 2), 1e-6);
        }
        return Math.Exp(-best);
    }

    /// <summary>
    /// The policies that are certified: each sequence is tested in its order, at its equal share of delta, until a policy of it is not rejected (fixed
    /// sequence testing, with Bonferroni over the sequences). Valid in whatever order, which has to be fixed before any loss is looked at.
    /// </summary>
    /// <param name="losses">A row for each policy, a loss for each patient, all rows of the same patients.</param>
    /// <param name="statement">What is to be kept.</param>
    /// <param name="sequences">The policies in the order in which they are tried, those that are most likely safe first; each policy in one sequence.</param>
    /// <param name="seed">The order of the patients.</param>
    /// <returns>For each policy its p-value, and whether it is certified.</returns>
    /// <exception cref="ArgumentException">
    /// There is no policy or no patient, rows differ in length, a loss is none, or a policy is in no sequence or in two.
    /// </exception>
    public static IReadOnlyList<(double PValue, bool IsCertified)> Test(
        IReadOnlyList<double[]> losses,
        RiskStatement statement,
        IReadOnlyList<IReadOnlyList<int>> sequences,
        long seed = 0
    )
    {
        if (losses.Count == 0 || losses[0].Length == 0)
            throw new ArgumentException("There is no policy or no patient; a guarantee needs both.", nameof(losses));
        if (losses.Any(row => row.Length != losses[0].Length || row.Any(loss => !(loss is >= 0 and <= 1))))
            throw new ArgumentException("Losses are from 0 to 1, as many for each policy.", nameof(losses));
        if (!sequences.SelectMany(sequence => sequence).Order().SequenceEqual(Enumerable.Range(0, losses.Count)))
            throw new ArgumentException("Sequences name policies more than once, or leave some out; expected each policy in one.", nameof(sequences));
        var order = Order(losses[0].Length, seed);
        var share = statement.Delta / sequences.Count;
        double[] values = [.. losses.Select(row => PValue([.. order.Select(patient => row[patient])], statement.Level, share))];
        var certified = new bool[losses.Count];
        foreach (var sequence in sequences)
        {
            foreach (var policy in sequence.TakeWhile(policy => values[policy] <= share))
                certified[policy] = true;
        }
        return [.. values.Select((value, policy) => (value, certified[policy]))];
    }

    /// <summary>The cheapest of the certified policies; null where none is.</summary>
    /// <param name="losses">A row for each policy.</param>
    /// <param name="costs">What each policy costs.</param>
    /// <param name="statement">What is to be kept.</param>
    /// <param name="sequences">The policies in the order in which they are tried.</param>
    /// <param name="seed">The order of the patients.</param>
    public static int? Cheapest(
        IReadOnlyList<double[]> losses,
        IReadOnlyList<double> costs,
        RiskStatement statement,
        IReadOnlyList<IReadOnlyList<int>> sequences,
        long seed = 0
    )
    {
        var tested = Test(losses, statement, sequences, seed);
        int[] certified = [.. Enumerable.Range(0, tested.Count).Where(policy => tested[policy].IsCertified)];
        return certified.Length == 0 ? null : certified.OrderBy(policy => costs[policy]).ThenBy(policy => losses[policy].Average()).First();
    }

    private static int[] Order(int count, long seed)
    {
        var random = StableRandom.Of(seed, "guarantee");
        return [.. Enumerable.Range(0, count).OrderBy(patient => random.Bits(patient))];
    }
}

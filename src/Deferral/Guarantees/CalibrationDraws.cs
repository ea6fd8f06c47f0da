using DeferredSeg.Abstractions.Randomness;

namespace DeferredSeg.Deferral.Guarantees;

/// <summary>
/// How a guarantee fares when calibration patients are drawn again and again from all that there are: how often something is certified, how often the
/// certified policy's risk over all of them is above the level after all, and what it costs.
/// </summary>
/// <param name="Draws">How many draws.</param>
/// <param name="Calibration">How many patients each draw has.</param>
/// <param name="Patients">How many patients there are.</param>
/// <param name="Certified">The share of draws that could certify anything.</param>
/// <param name="Violated">The share of all draws whose certified policy has a risk above the level.</param>
/// <param name="Cost">The mean cost of the certified policies; not a number where nothing was certified.</param>
public sealed record CalibrationDraws(int Draws, int Calibration, int Patients, double Certified, double Violated, double Cost)
{
    /// <summary>Draws without putting back.</summary>
    /// <param name="losses">A row for each policy, a loss for each patient.</param>
    /// <param name="costs">What each policy costs.</param>
    /// <param name="statement">What is to be kept.</param>
    /// <param name="sequences">The policies in the order in which they are tried.</param>
    /// <param name="calibration">Patients of each draw, from 1 to all.</param>
    /// <param name="draws">How many draws, at least 1.</param>
    /// <param name="seed">Which patients are drawn.</param>
    public static CalibrationDraws Of(
        IReadOnlyList<double[]> losses,
        IReadOnlyList<double> costs,
        RiskStatement statement,
        IReadOnlyList<IReadOnlyList<int>> sequences,
        int calibration,
        int draws,
        long seed = 0
    )
    {
        var patients = losses[0].Length;
        ArgumentOutOfRangeException.ThrowIfLessThan(calibration, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(calibration, patients);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        double[] risks = [.. losses.Select(row => row.Average())];
        var (certified, violated, cost) = (0, 0, 0.0);
        for (var draw = 0; draw < draws; draw++)
        {
            var random = StableRandom.Of(seed, "calibration-draw", draw.ToString(System.Globalization.CultureInfo.InvariantCulture));
            int[] chosen = [.. Enumerable.Range(0, patients).OrderBy(patient => random.Bits(patient)).Take(calibration)];
            if (
                LearnThenTest.Cheapest([.. losses.Select(row => Array.ConvertAll(chosen, patient => row[patient]))], costs, statement, sequences, draw)
                is not { } policy
            )
                continue;
            certified++;
            cost += costs[policy];
            if (risks[policy] > statement.Level)
                violated++;
        }
        return new(draws, calibration, patients, (double)certified / draws, (double)violated / draws, certified == 0 ? double.NaN : cost / certified);
    }
}

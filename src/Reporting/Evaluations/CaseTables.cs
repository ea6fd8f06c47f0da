using System.Globalization;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Reporting.Tables;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>What was measured of each case, for spreadsheets and programs: comma separated (RFC 4180), numbers unrounded.</summary>
public static class CaseTables
{
    /// <summary>A line for each case, network, policy and class, with counts and rates (two empty masks agree).</summary>
    /// <param name="runs">The runs.</param>
    public static string Policies(IReadOnlyList<RunEvaluation> runs) =>
        Text(
            "run,dataset,variant,seed,case,patient,policy,to,match,budget,class,tp,fp,fn,tn,dice,jaccard,sensitivity,deferred,cost,risk",
            runs.SelectMany(run =>
                run.Cases.SelectMany(one => one.Policies.SelectMany(policy => policy.Classes.Select((overlap, k) => Line(run, one, policy, overlap, k))))
            )
        );

    /// <summary>A line for each case, network and channel: loads, accuracy and calibration.</summary>
    /// <param name="runs">The runs.</param>
    public static string Channels(IReadOnlyList<RunEvaluation> runs) =>
        Text(
            "run,dataset,variant,seed,case,patient,channel,name,soft,hard,accuracy,ece",
            runs.SelectMany(run =>
                run.Cases.SelectMany(one =>
                    one.Channels.Select(
                        (channel, c) =>
                            Line([
                                .. Who(run, one),
                                Whole(c),
                                channel.Name,
                                Number(channel.Soft),
                                Number(channel.Hard),
                                Number(channel.Accuracy),
                                run.StatesBeingRight ? Number(channel.Reliability.ExpectedError) : "",
                            ])
                    )
                )
            )
        );

    private static string Line(RunEvaluation run, CaseEvaluation one, PolicyResult policy, Overlap overlap, int k)
    {
        var rates = overlap.Rates();
        return Line([
            .. Who(run, one),
            policy.Policy.Order,
            policy.Policy.To,
            policy.Policy.Match.ToString().ToLowerInvariant(),
            policy.Policy.Budget is { } budget ? Number(budget) : "",
            Whole(k),
            Whole(overlap.TruePositives),
            Whole(overlap.FalsePositives),
            Whole(overlap.FalseNegatives),
            Whole(overlap.TrueNegatives),
            Number(rates.Dice),
            Number(rates.Jaccard),
            Number(rates.Sensitivity),
            Number(policy.Deferred),
            Number(policy.Cost),
            Number(policy.Risk),
        ]);
    }

    private static string[] Who(RunEvaluation run, CaseEvaluation one) => [run.Method, run.Dataset, one.Variant, Whole(one.Seed), one.Case, one.Patient];

    private static string Text(string head, IEnumerable<string> lines) => string.Concat(lines.Prepend(head).Select(line => line + "\n"));

    private static string Line(IEnumerable<string> fields) => string.Join(',', fields.Select(CsvTable.Field));

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

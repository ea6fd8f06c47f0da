using DeferredSeg.Reporting.Tables;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>Who is asked how much, and how well that is known.</summary>
public static class ChannelTable
{
    /// <summary>
    /// A row for the model and each expert: soft and hard loads with the bounds that were wanted, accuracy, calibration. Null where nothing is routed.
    /// </summary>
    /// <param name="run">The run.</param>
    public static ResultTable? Of(RunEvaluation run)
    {
        if (!run.Routes)
            return null;
        var rows = Enumerable
            .Range(0, run.Experts.Count + 1)
            .Select(channel =>
            {
                var (soft, hard) = (RunValues.Of(run, one => one.Channels[channel].Soft), RunValues.Of(run, one => one.Channels[channel].Hard));
                var bounds = channel > 0 && run.Bounds is { } all ? all[channel - 1] : ((double Lower, double Upper)?)null;
                return new ResultRow(
                    [channel == 0 ? "model" : run.Experts[channel - 1]],
                    [
                        soft.Cell(NumberFormat.Percent),
                        hard.Cell(NumberFormat.Percent),
                        new TextCell(
                            bounds is { } wanted
                                ? FormattableString.Invariant($"{100 * wanted.Lower:0.##} to {100 * wanted.Upper:0.##}")
                                : NumberFormat.Undefined
                        ),
                        new TextCell(Inside(soft.Summary.Mean, bounds)),
                        new TextCell(Inside(hard.Summary.Mean, bounds)),
                        RunValues.Of(run, one => one.Channels[channel].Accuracy).Cell(NumberFormat.Percent),
                        new NumberCell(
                            run.StatesBeingRight ? Reliability.Merged(run.Cases.Select(one => one.Channels[channel].Reliability)).ExpectedError : double.NaN,
                            NumberFormat.Percent
                        ),
                    ]
                );
            });
        return new(
            $"{run.Method} on {run.Dataset}: loads",
            ["Channel"],
            [new("Load", ["soft", "hard"]), new("Wanted", ["", "soft", "hard"]), new("", ["Accuracy"]), new("", ["ECE"])],
            [.. rows],
            [
                "Load: soft, the mean routing probability (rho of Eq. 8); hard, the share of pixels routed to the channel. "
                    + "Soft loads near 1/(J+1) can hide that nothing is routed.",
                run.StatesBeingRight
                    ? "Accuracy over all pixels. ECE: the stated probability of being right against being right."
                    : "Accuracy over all pixels. No ECE: a softmax shares 1 among the channels, which is no probability of being right.",
            ],
            RunValues.Counted
        );
    }

    private static string Inside(double load, (double Lower, double Upper)? bounds) =>
        bounds is not { } wanted ? NumberFormat.Undefined
        : load < wanted.Lower ? "below"
        : load > wanted.Upper ? "above"
        : "yes";
}

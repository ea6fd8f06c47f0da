using DeferredSeg.Engine.Training.Progress;
using DeferredSeg.Reporting.Charts;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>How training went, from the logs of its epochs.</summary>
public static class TrainingCharts
{
    private static readonly ChartAxis _epochs = new("epoch", WholeNumbers: true);

    /// <summary>Losses, dice and loads of one network, and the System dice of all.</summary>
    /// <param name="networks">The networks' names and epochs; those without an epoch are left out.</param>
    /// <param name="run">The run they belong to.</param>
    public static IReadOnlyList<IChart> Of(IReadOnlyList<(string Name, IReadOnlyList<EpochProgress> Epochs)> networks, RunEvaluation run)
    {
        var trained = networks.Where(network => network.Epochs.Count > 0).ToList();
        if (trained.Count == 0)
            return [];
        var (name, epochs) = trained[0];
        List<IChart> charts = [new LineChart($"Loss of {name}", _epochs, new("loss"), Losses(epochs, run))];
        charts.Add(
            new LineChart(
                $"Validation DSC of {name}",
                _epochs,
                new("DSC", Maximum: 1),
                run.Routes
                    ?
                    [
                        Series("System", epochs, one => one.Validation.System),
                        Series("Expert", epochs, one => one.Validation.Expert),
                        Series("Model", epochs, one => one.Validation.Model),
                        Series("model alone", epochs, one => one.Validation.ModelAlone),
                    ]
                    : [Series("model", epochs, one => one.Validation.ModelAlone)]
            )
        );
        if (run.Routes)
        {
            charts.Add(
                new LineChart(
                    $"Soft loads of {name}",
                    _epochs,
                    new("rho (Eq. 8)", 0),
                    [.. run.Experts.Select((expert, j) => Series(expert, epochs, one => one.Rho[j]))],
                    Bands(run)
                )
            );
            charts.Add(
                new LineChart(
                    $"Pixels routed in validation, {name}",
                    _epochs,
                    new("share of pixels", 0),
                    [.. run.Experts.Select((expert, j) => Series(expert, epochs, one => one.Validation.Loads[j + 1]))]
                )
            );
        }
        if (trained.Count > 1)
            charts.Add(
                new LineChart(
                    "Validation System DSC of all networks",
                    _epochs,
                    new("DSC", Maximum: 1),
                    [.. trained.Select(network => Series(network.Name, network.Epochs, one => one.Validation.System))]
                )
            );
        return charts;
    }

    private static List<LineSeries> Losses(IReadOnlyList<EpochProgress> epochs, RunEvaluation run)
    {
        List<LineSeries> series = [Series("total", epochs, one => one.Loss.Total), Series("cross-entropy", epochs, one => one.Loss.CrossEntropy)];
        if (!run.Routes)
            return series;
        series.Add(Series("experts and segmentor", epochs, one => one.Loss.Experts + one.Loss.Segmentor));
        series.Add(Series("coherence", epochs, one => one.Loss.Coherence));
        series.Add(Series("load balancing", epochs, one => one.Loss.Balancing));
        return series;
    }

    private static List<ChartBand>? Bands(RunEvaluation run)
    {
        if (run.Bounds is not { } bounds)
            return null;
        return bounds.Distinct().Count() == 1
            ? [new("wanted", bounds[0].Lower, bounds[0].Upper)]
            : [.. bounds.Select((bound, j) => new ChartBand($"wanted of {run.Experts[j]}", bound.Lower, bound.Upper))];
    }

    private static LineSeries Series(string name, IReadOnlyList<EpochProgress> epochs, Func<EpochProgress, double> value) =>
        new(name, [.. epochs.Select(one => new ChartPoint(one.Epoch + 1, value(one)))]);
}

using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Reporting.Tables;

/// <summary>
/// System, Expert and Model in the layouts of the paper. Best values are looked for among systems and methods without deferral
/// alone: Expert and Model are measured on regions of their own and cannot be compared.
/// </summary>
public static class PerspectiveTable
{
    private const string Regions = "Expert and Model are measured on regions of their own: the pixels routed to experts, and those that the model keeps.";

    private static readonly string[] _metrics = ["DSC", "Jaccard", "Sens."];
    private static readonly string[] _perspectives = ["System", "Expert", "Model"];

    /// <summary>Tables 3 to 5: a row for each dataset and metric, a group of columns for each method, the best of each row in bold.</summary>
    /// <param name="title">What the table shows.</param>
    /// <param name="datasets">In the order shown; methods stand in the order of first mention.</param>
    /// <exception cref="ArgumentException">A method is there twice for a dataset.</exception>
    public static ResultTable ByMethod(string title, IReadOnlyList<DatasetResult> datasets)
    {
        foreach (var dataset in datasets)
        {
            if (dataset.Methods.GroupBy(one => one.Method, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
                throw new ArgumentException($"The method '{twice.Key}' is there twice for '{dataset.Dataset}'; expected each once.", nameof(datasets));
        }
        var methods = datasets
            .SelectMany(dataset => dataset.Methods)
            .GroupBy(one => one.Method, StringComparer.Ordinal)
            .Select(group => (Name: group.Key, Defers: group.Any(one => one.Defers)))
            .ToArray();
        var groups = methods.Select(method => new ColumnGroup(method.Name, method.Defers ? _perspectives : [""]));
        var rows = datasets.SelectMany(dataset =>
            _metrics.Select(
                (metric, place) =>
                    new ResultRow(
                        [dataset.Dataset, metric],
                        BestCells.Mark(
                            [.. methods.SelectMany(method => Cells(dataset.Methods.FirstOrDefault(one => one.Method == method.Name), place, method.Defers))],
                            SystemPlaces(methods.Select(method => method.Defers))
                        )
                    )
            )
        );
        return new(title, ["Dataset", "Metric"], [.. groups], [.. rows], methods.Any(method => method.Defers) ? [Regions] : []);
    }

    /// <summary>Table 6: a row for each configuration, a group of columns for each metric, the best System of each column in bold.</summary>
    /// <param name="title">What the table shows.</param>
    /// <param name="rowHeads">What the configurations' labels are, for example <c>J</c> and <c>Loss</c>.</param>
    /// <param name="configurations">In the order shown.</param>
    /// <exception cref="ArgumentException">A configuration's labels do not fit the heads.</exception>
    public static ResultTable ByMetric(string title, IReadOnlyList<string> rowHeads, IReadOnlyList<ConfigurationResult> configurations)
    {
        TableCell[][] rows = [.. configurations.Select(one => _metrics.SelectMany((_, place) => Cells(one.Result, place, defers: true)).ToArray())];
        for (var metric = 0; metric < _metrics.Length; metric++)
        {
            var column = metric * _perspectives.Length;
            var best = BestCells.Mark([.. rows.Select(row => row[column])], [.. Enumerable.Range(0, rows.Length)]);
            for (var row = 0; row < rows.Length; row++)
                rows[row][column] = best[row];
        }
        return new(
            title,
            rowHeads,
            [.. _metrics.Select(metric => new ColumnGroup(metric, _perspectives))],
            [.. configurations.Select((one, row) => new ResultRow(one.Labels, rows[row]))],
            configurations.Any(one => one.Result.Defers) ? [Regions] : []
        );
    }

    private static IEnumerable<TableCell> Cells(MethodResult? result, int metric, bool defers)
    {
        IEnumerable<PerspectiveRates?> rates = defers ? [result?.System, result?.Expert, result?.Model] : [result?.System];
        return rates.Select(one => one is null ? (TableCell)new TextCell(NumberFormat.Undefined) : one.All[metric].Cell(NumberFormat.Percent));
    }

    private static int[] SystemPlaces(IEnumerable<bool> defers)
    {
        var next = 0;
        List<int> places = [];
        foreach (var one in defers)
        {
            places.Add(next);
            next += one ? _perspectives.Length : 1;
        }
        return [.. places];
    }
}

/// <summary>The three rates of the paper's tables for System, Expert or Model.</summary>
/// <param name="Dice">DSC.</param>
/// <param name="Jaccard">Jaccard.</param>
/// <param name="Sensitivity">Sensitivity.</param>
public sealed record PerspectiveRates(Measurement Dice, Measurement Jaccard, Measurement Sensitivity)
{
    /// <summary>Summarises the rates of several seeds or cases, each counting alike; NaN is left out, rate by rate.</summary>
    public static PerspectiveRates Of(IReadOnlyList<OverlapRates> rates) =>
        new(
            Measurement.Of(rates.Select(one => one.Dice)),
            Measurement.Of(rates.Select(one => one.Jaccard)),
            Measurement.Of(rates.Select(one => one.Sensitivity))
        );

    internal IReadOnlyList<Measurement> All => [Dice, Jaccard, Sensitivity];
}

/// <summary>One rate over seeds or cases.</summary>
/// <param name="Summary">Mean, deviation and count; rates from 0 to 1.</param>
/// <param name="Interval">The interval of the mean; null without one.</param>
public sealed record Measurement(SampleSummary Summary, Interval? Interval = null)
{
    /// <summary>Summarises values, one for each seed or case; NaN is left out.</summary>
    public static Measurement Of(IEnumerable<double> values) => new(SampleSummary.Of([.. values]));

    /// <summary>As a cell of a table.</summary>
    /// <param name="format">How its numbers are shown.</param>
    internal SummaryCell Cell(NumberFormat format) => new(Summary, format, Interval);
}

/// <summary>What one method reached on one dataset or under one configuration.</summary>
/// <param name="Method">Its name, for example <c>Ours (3 experts)</c>.</param>
/// <param name="System">Everything together, over the full image; for a method without deferral simply its rates.</param>
/// <param name="Expert">On the pixels routed to experts; null without deferral.</param>
/// <param name="Model">On the pixels the model keeps; null without deferral.</param>
public sealed record MethodResult(string Method, PerspectiveRates System, PerspectiveRates? Expert = null, PerspectiveRates? Model = null)
{
    /// <summary>Whether the method defers.</summary>
    public bool Defers => Expert is not null || Model is not null;
}

/// <summary>The methods' results on one dataset or one of its classes.</summary>
/// <param name="Dataset">Its name, for example <c>Liver (LiTS)</c>.</param>
/// <param name="Methods">Each method at most once.</param>
public sealed record DatasetResult(string Dataset, IReadOnlyList<MethodResult> Methods);

/// <summary>What one configuration of an ablation reached.</summary>
/// <param name="Labels">What sets it apart, as many as the table has row heads, for example the number of experts and the loss.</param>
/// <param name="Result">Its rates.</param>
public sealed record ConfigurationResult(IReadOnlyList<string> Labels, MethodResult Result);

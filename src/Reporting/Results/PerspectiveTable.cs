using DeferredSeg.Reporting.Tables;
using DeferredSeg.Reporting.Text;

namespace DeferredSeg.Reporting.Results;

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
                        Best(
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
            var best = Best([.. rows.Select(row => row[column])], [.. Enumerable.Range(0, rows.Length)]);
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
        return rates.Select(one =>
            one is null
                ? (TableCell)new TextCell(NumberFormat.Undefined)
                : new SummaryCell(one.All[metric].Summary, NumberFormat.Percent, one.All[metric].Interval)
        );
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

    /// <summary>Marks the largest of the cells at some places, as it is shown: what reads alike is best alike. A single value is no best.</summary>
    private static TableCell[] Best(TableCell[] cells, int[] places)
    {
        var candidates = places.Where(place => cells[place] is SummaryCell { Summary.Mean: not double.NaN }).ToArray();
        if (candidates.Length < 2)
            return cells;
        var best = Text(candidates.MaxBy(place => ((SummaryCell)cells[place]).Summary.Mean));
        foreach (var place in candidates)
            cells[place] = cells[place] with { IsBest = Text(place) == best };
        return cells;

        string Text(int place) => cells[place] is SummaryCell cell ? cell.Number.Text(cell.Summary.Mean) : "";
    }
}

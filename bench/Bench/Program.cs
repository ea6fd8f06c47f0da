using System.Globalization;
using DeferredSeg.Bench;
using DeferredSeg.Bench.Bodies;
using DeferredSeg.Libtorch;
using TorchSharp;

// Called by bench/run and bench/worker:
//   worker ROWS.json                                  answers requests for measurements
//   onnx ROWS.json IDS                                prints which of the rows ONNX Runtime measures too
//   compare ROWS.json IDS WORKER NAMES ROUNDS JSON    asks workers in turn and prints the table
// IDS: all, default, or row names with commas. NAMES: of Sides, with commas. JSON: a file, or nothing.
switch (args)
{
    case ["worker", var file]:
        LibtorchProcess.Start();
        torch.random.manual_seed(0);
        new Worker(Row.Read(file), id => new ScopedBody(id)).Answer(Console.In, Console.Out);
        return 0;
    case ["onnx", var file, var ids]:
        if (Chosen(file, ids) is not { } candidates)
            return 2;
        Console.WriteLine(string.Join(' ', candidates.Where(row => row.Onnx).Select(row => row.Id)));
        return 0;
    case ["compare", var file, var ids, var starter, var names, var rounds, var json]:
        if (Chosen(file, ids) is not { } chosen)
            return 2;
        var comparison = new Comparison(starter, names.Split(','));
        var count = int.Parse(rounds, CultureInfo.InvariantCulture);
        for (var round = 1; round <= count; round++)
        {
            comparison.Run(chosen, row => Console.Error.WriteLine($"round {round} of {count}: {row.Title}"));
        }
        var table = new Table(chosen, comparison.Columns);
        table.Write(Console.Out);
        if (json.Length > 0)
            table.WriteJson(json);
        return 0;
    default:
        Console.Error.WriteLine("Use bench/run.");
        return 2;
}

static Row[]? Chosen(string file, string ids)
{
    var rows = Row.Read(file);
    if (ids is not ("all" or "default") && ids.Split(',').FirstOrDefault(id => rows.All(row => row.Id != id)) is { } unknown)
    {
        Console.Error.WriteLine($"'{unknown}' is not a row; the rows are {string.Join(", ", rows.Select(row => row.Id))}.");
        return null;
    }
    return [.. rows.Where(row => ids == "all" || (ids == "default" ? !row.Long : ids.Split(',').Contains(row.Id)))];
}

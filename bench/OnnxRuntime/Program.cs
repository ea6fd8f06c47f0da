using System.Globalization;
using DeferredSeg.Bench;

// Called by bench/worker: ROWS.json NETWORKS THREADS answers requests for measurements. NETWORKS: where bench/python/export.py wrote.
if (args is not [var file, var networks, var count] || !int.TryParse(count, CultureInfo.InvariantCulture, out var threads))
{
    Console.Error.WriteLine("Use bench/run.");
    return 2;
}
new Worker(Row.Read(file), id => new ExportedNetwork(Path.Combine(networks, id), threads)).Answer(Console.In, Console.Out);
return 0;

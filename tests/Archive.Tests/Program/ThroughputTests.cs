using System.Diagnostics;
using System.Globalization;
using DeferredSeg.Archive.Results;

namespace DeferredSeg.Archive.Tests.Program;

/// <summary>What it costs to share work out, and what it brings.</summary>
public sealed class ThroughputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Ten_thousand_items_cost_less_than_five_milliseconds_each()
    {
        Heavy.Only();
        const int Count = 10_000;
        using var redis = RedisServer.Start();
        var items = Enumerable
            .Range(0, Count)
            .Select(i => new ArchiveItem(FormattableString.Invariant($"{i:00000}"), FormattableString.Invariant($"h{i}")))
            .ToList();
        var rows = new List<string>();
        var worst = 0.0;
        foreach (var shared in (bool[])[false, true])
        {
            var output = Directory.CreateDirectory(_folder.Of(shared ? "shared" : "alone")).FullName;
            var clock = Stopwatch.StartNew();
            Assert.Empty(await new WrittenArchive(output).Coordinate(items, redis: shared ? redis.Address : null));
            var log = ComputationLog.Read(output).OrderBy(line => line.Time).ToList();
            Assert.Equal(Count, log.Count(line => line.What == "done"));
            var (wall, work) = ((log[^1].Time - log[0].Time).TotalMilliseconds / Count, log.Sum(line => line.Milliseconds ?? 0) / Count);
            worst = Math.Max(worst, wall - work);
            rows.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {(shared ? "over Redis" : "of this process alone")} | {clock.Elapsed.TotalSeconds:0} | {wall:0.00} | {work:0.00} | {wall - work:0.00} |"
                )
            );
        }
        WrittenTable.Write(
            "coordination",
            [
                $"{Count} items of two small files each that are written, flushed and renamed rather than computed, one worker.",
                "",
                "| cluster | seconds | ms an item | of which writing | of which coordination |",
                "|---|---|---|---|---|",
                .. rows,
                "",
            ]
        );
        Assert.InRange(worst, 0, 5);
    }

    [SkippableFact]
    public void Two_workers_do_nearly_twice_what_one_does()
    {
        Heavy.Only();
        using var redis = RedisServer.Start();
        var images = _folder.Of("images");
        ArchiveFolder.Write(images, 500, 128);
        var rates = new List<double>();
        var rows = new List<string>();
        var costs = new List<double>();
        var idlest = 1.0;
        foreach (var count in (int[])[1, 2, 1, 2])
        {
            var output = _folder.Of(FormattableString.Invariant($"output-{rates.Count}"));
            var workers = Enumerable.Range(0, count).Select(_ => ArchiveProcess.StartAlone("worker", "--cluster", redis.Text)).ToList();
            try
            {
                using var coordinator = ArchiveProcess.StartAlone(ArchiveFolder.Route(images, output, "--cluster", redis.Text, "--coordinate-only"));
                var early = Reached(250);
                var late = Reached(450);
                costs.Add((late.Processor - early.Processor) / (late.Results - early.Results));
                var memory = workers.Max(worker => worker.Memory);
                var coordinating = coordinator.Memory;
                Assert.Equal(0, coordinator.End(TimeSpan.FromMinutes(5)).ExitCode);
                // From where all work to where the first has no more.
                var done = ComputationLog.Read(output).Where(line => line.What == "done").GroupBy(line => line.Worker).ToList();
                var (from, until) = (done.Max(one => one.Min(line => line.Time)), done.Min(one => one.Max(line => line.Time)));
                var within = done.Sum(one => one.Count(line => line.Time > from && line.Time <= until));
                rates.Add(within / (until - from).TotalSeconds);
                var busy =
                    done.Min(one => one.Where(line => line.Time > from && line.Time <= until).Sum(line => line.Milliseconds ?? 0))
                    / (until - from).TotalMilliseconds;
                idlest = Math.Min(idlest, busy);

                (double Processor, int Results) Reached(int results)
                {
                    Assert.True(SpinWait.SpinUntil(() => Pause() && ArchiveFolder.Results(output) >= results, TimeSpan.FromMinutes(8)));
                    return (workers.Sum(worker => worker.Processor.TotalMilliseconds), ArchiveFolder.Results(output));
                }
                rows.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {count} | {rates[^1]:0.00} | {100 * busy:0.0} % | {costs[^1]:0.0} | {memory} | {coordinating} |"
                    )
                );
            }
            finally
            {
                foreach (var worker in workers)
                    worker.Dispose();
            }
        }
        var gain = (rates[1] + rates[3]) / (rates[0] + rates[2]);
        // What they would do if each had a processor to itself.
        var free = 2 * idlest * (costs[0] + costs[2]) / (costs[1] + costs[3]);
        WrittenTable.Write(
            "throughput",
            [
                "500 phantom images of 128 by 128 pixels, a small U-Net, workers of one thread each over one Redis, a coordinator that hands out; in turns.",
                "",
                "| workers | images a second | time in which the idlest routes | ms of a processor an image | MiB of a worker | MiB of the coordinator |",
                "|---|---|---|---|---|---|",
                .. rows,
                "",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Two workers do {gain:0.00} times what one does, on {Environment.ProcessorCount} processors that others use too; by the time of "
                        + $"processors that images cost it would be {free:0.00} times on free ones."
                ),
            ]
        );
        // What others do on the same processors decides about the gain; what sharing out costs is time in which nothing is routed.
        Assert.InRange(idlest, 0.9, 1.01);
    }

    private static bool Pause()
    {
        Thread.Sleep(50);
        return true;
    }
}

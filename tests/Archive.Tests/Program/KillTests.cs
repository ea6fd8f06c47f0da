using System.Diagnostics;
using System.Globalization;
using DeferredSeg.Archive.Results;

namespace DeferredSeg.Archive.Tests.Program;

/// <summary>Processes are killed while they route an archive: what is left in the end is what one undisturbed worker leaves.</summary>
public sealed class KillTests : IDisposable
{
    private const int Images = 500;
    private const int Kills = 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Twenty_kills_of_workers_and_coordinator_change_no_bit_and_nothing_is_computed_twice_but_what_was_at_work()
    {
        Heavy.Only();
        using var redis = RedisServer.Start();
        var (images, calm, disturbed) = (_folder.Of("images"), _folder.Of("calm"), _folder.Of("disturbed"));
        ArchiveFolder.Write(images, Images, 64);
        var undisturbed = ArchiveProcess.Run(ArchiveFolder.Route(images, calm));
        Assert.True(undisturbed.ExitCode == 0, undisturbed.Error);

        var seed = Environment.TickCount;
        var random = new Random(seed);
        var moments = Enumerable.Range(0, Kills).Select(_ => random.Next(Images - 20)).Order().ToList();
        string[][] commands =
        [
            ArchiveFolder.Route(images, disturbed, "--cluster", redis.Text, "--coordinate-only"),
            ["worker", "--cluster", redis.Text],
            ["worker", "--cluster", redis.Text],
        ];
        string[] names = ["coordinator", "worker 1", "worker 2"];
        var processes = commands.Select(command => ArchiveProcess.Start(command)).ToArray();
        var rows = new List<string>();
        var clock = Stopwatch.StartNew();
        try
        {
            foreach (var moment in moments)
            {
                Assert.True(
                    SpinWait.SpinUntil(() => Pause() && ArchiveFolder.Results(disturbed) >= moment, TimeSpan.FromMinutes(3)),
                    $"seed {seed}: nothing went on after {rows.Count} kills"
                );
                var victim = random.Next(commands.Length);
                processes[victim].Kill();
                processes[victim].Dispose();
                rows.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {rows.Count + 1} | {clock.Elapsed.TotalSeconds:0.0} | {names[victim]} | {ArchiveFolder.Results(disturbed)} |"
                    )
                );
                processes[victim] = ArchiveProcess.Start(commands[victim]);
            }
            var ended = processes[0].End(TimeSpan.FromMinutes(5));
            Assert.True(ended.ExitCode == 0, ended.Error);
        }
        finally
        {
            foreach (var process in processes)
                process.Dispose();
        }

        Assert.Equal(ArchiveFolder.Hashes(calm), ArchiveFolder.Hashes(disturbed));
        var log = ComputationLog.Read(disturbed).OrderBy(line => line.Time).ToList();
        var begun = log.Count(line => line.What == "began");
        var again = log.Where(line => line.What == "done").ToDictionary(line => line.Hash, line => line.Time);
        var afterwards = log.Count(line => line.What == "began" && again.TryGetValue(line.Hash, out var done) && line.Time > done);
        WrittenTable.Write(
            "kills",
            [
                $"Twenty kills (SIGKILL) over {Images} phantom images, a coordinator and two workers of one thread each over one Redis; seed {seed}.",
                "",
                "| kill | second | of | results there |",
                "|---|---|---|---|",
                .. rows,
                "",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"After {clock.Elapsed.TotalSeconds:0} s: {ArchiveFolder.Results(disturbed)} results, each bit for bit that of one undisturbed worker; "
                        + $"{begun} computations were begun, {begun - Images} more than images (at work when killed), {afterwards} of them after the result "
                        + $"was there."
                ),
            ]
        );
        Assert.Equal(0, afterwards);
        Assert.InRange(begun - Images, 0, Kills);
    }

    [SkippableFact]
    public void A_killed_coordinator_without_a_cluster_goes_on_where_it_was()
    {
        Heavy.Only();
        var (images, calm, disturbed) = (_folder.Of("images"), _folder.Of("calm"), _folder.Of("disturbed"));
        ArchiveFolder.Write(images, 60, 64);
        Assert.Equal(0, ArchiveProcess.Run(ArchiveFolder.Route(images, calm)).ExitCode);
        var kills = 0;
        foreach (var moment in (int[])[5, 20, 40])
        {
            using var process = ArchiveProcess.Start(ArchiveFolder.Route(images, disturbed));
            Assert.True(SpinWait.SpinUntil(() => Pause() && ArchiveFolder.Results(disturbed) >= moment, TimeSpan.FromMinutes(1)));
            process.Kill();
            kills++;
        }

        var ended = ArchiveProcess.Run(ArchiveFolder.Route(images, disturbed));

        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Equal(ArchiveFolder.Hashes(calm), ArchiveFolder.Hashes(disturbed));
        Assert.InRange(ComputationLog.Read(disturbed).Count(line => line.What == "began") - 60, 0, kills);
    }

    [SkippableFact]
    public void A_redis_that_answers_nobody_for_a_minute_heals()
    {
        Heavy.Only();
        using var redis = RedisServer.Start();
        var (images, output) = (_folder.Of("images"), _folder.Of("output"));
        ArchiveFolder.Write(images, 300, 64);
        using var worker = ArchiveProcess.Start("worker", "--cluster", redis.Text);
        using var coordinator = ArchiveProcess.Start(ArchiveFolder.Route(images, output, "--cluster", redis.Text, "--coordinate-only"));
        Assert.True(SpinWait.SpinUntil(() => Pause() && ArchiveFolder.Results(output) >= 20, TimeSpan.FromMinutes(2)));

        redis.Freeze();
        Thread.Sleep(TimeSpan.FromMinutes(1));
        redis.Thaw();
        var ended = coordinator.End(TimeSpan.FromMinutes(5));

        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Equal(300, ArchiveFolder.Results(output));
        Assert.Equal(300, ComputationLog.Read(output).Count(line => line.What == "began"));
    }

    private static bool Pause()
    {
        Thread.Sleep(50);
        return true;
    }
}

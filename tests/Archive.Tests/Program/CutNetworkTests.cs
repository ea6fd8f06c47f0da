using System.Diagnostics;
using System.Globalization;
using DeferredSeg.Archive.Results;

namespace DeferredSeg.Archive.Tests.Program;

/// <summary>A worker is cut off from Redis and from all others for a minute while it sees the folders, as on a machine whose network fails.</summary>
public sealed class CutNetworkTests : IDisposable
{
    private const int Images = 1000;
    private static readonly TimeSpan _cut = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void A_network_that_is_cut_for_a_minute_heals_and_changes_no_bit()
    {
        Heavy.Only();
        using var network = CutNetwork.Make();
        using var redis = RedisServer.Start(network.Here);
        var (images, calm, disturbed) = (_folder.Of("images"), _folder.Of("calm"), _folder.Of("disturbed"));
        ArchiveFolder.Write(images, Images, 64);
        var undisturbed = ArchiveProcess.Run(ArchiveFolder.Route(images, calm));
        Assert.True(undisturbed.ExitCode == 0, undisturbed.Error);

        string[] cluster = ["--cluster", redis.Text, "--address"];
        using var near = ArchiveProcess.Start(["worker", .. cluster, network.Here]);
        using var far = ArchiveProcess.StartIn(network, ["worker", .. cluster, network.There]);
        using var coordinator = ArchiveProcess.Start(ArchiveFolder.Route(images, disturbed, [.. cluster, network.Here, "--coordinate-only"]));
        Until(() => ArchiveFolder.Results(disturbed) >= 50 && Lines(disturbed, far).Any(line => line.What == "done"), "both worked");
        var clock = Stopwatch.StartNew();
        network.Cut();
        var (began, before) = (DateTime.UtcNow, ArchiveFolder.Results(disturbed));
        Thread.Sleep(_cut);
        network.Heal();
        var (healed, after) = (DateTime.UtcNow, ArchiveFolder.Results(disturbed));
        var ended = coordinator.End(TimeSpan.FromMinutes(10));

        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Equal(ArchiveFolder.Hashes(calm), ArchiveFolder.Hashes(disturbed));
        var log = ComputationLog.Read(disturbed).ToList();
        var begun = log.Count(line => line.What == "began");
        int Of(DateTime from, DateTime until) => Lines(disturbed, far).Count(line => line.What == "done" && line.Time >= from && line.Time < until);
        WrittenTable.Write(
            "cut",
            string.Create(
                CultureInfo.InvariantCulture,
                $"A worker in a network namespace of its own, {Images} phantom images, a coordinator and another worker; its cable was pulled for "
                    + $"{_cut.TotalSeconds:0} s with {before} results there."
            ),
            "",
            string.Create(
                CultureInfo.InvariantCulture,
                $"After {clock.Elapsed.TotalSeconds:0} s: {ArchiveFolder.Results(disturbed)} results, each bit for bit that of one undisturbed worker; {after - before} came "
                    + $"while it was cut, {Of(began, healed)} of them from the worker that was cut off, which did {Of(DateTime.MinValue, began)} before and "
                    + $"{Of(healed, DateTime.MaxValue)} afterwards. {begun} computations were begun, {begun - Images} more than images."
            )
        );
        // What it had when it was cut off may be computed by others too.
        Assert.InRange(begun - Images, 0, 40);
        Assert.True(Of(healed, DateTime.MaxValue) > 0, "the worker that was cut off did nothing afterwards");
    }

    private static IEnumerable<ComputationLine> Lines(string output, ArchiveProcess worker) =>
        ComputationLog.Read(output).Where(line => line.Worker.Contains(FormattableString.Invariant($"-{worker.Id}-"), StringComparison.Ordinal));

    private static void Until(Func<bool> holds, string what) =>
        Assert.True(
            SpinWait.SpinUntil(
                () =>
                {
                    Thread.Sleep(200);
                    return holds();
                },
                TimeSpan.FromMinutes(3)
            ),
            what
        );
}

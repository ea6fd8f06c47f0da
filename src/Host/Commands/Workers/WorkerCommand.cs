using System.CommandLine;
using DeferredSeg.Archive;
using DeferredSeg.Archive.Cluster;
using DeferredSeg.Archive.Work;

namespace DeferredSeg.Host.Commands.Workers;

/// <summary><c>worker</c>: does what <c>route --archive</c> and <c>evaluate</c> hand out with <c>--cluster</c>.</summary>
internal static class WorkerCommand
{
    private const string Description = """
        Joins a cluster, routes the images of its archives and measures the cases of its evaluations, until it is ended.

        What is routed or measured, with which network and into which folder, is said by the commands route --archive and evaluate
        with the same --cluster, on any machine and before or after this is started. Both have to see the same folders at the same places. One
        worker does one image at a time; start one for each processor that is to work, with DEFERREDSEG_THREADS=1. Ctrl-C ends it after the image that it is
        at. docs/scale.md says more.

        Examples:
          ./deferredseg worker --cluster redis://127.0.0.1:6379
          ./deferredseg worker --cluster redis://127.0.0.1:6379 --idle 60

        Exit code 4 where it would give other results than who ordered them: another program, other weights or files.
        """;

    public static Command Create()
    {
        var cluster = new ClusterOptions();
        var idle = new Option<double?>("--idle") { Description = "Ends it after so many seconds without work, 1 to 1000000; it waits forever without." };
        idle.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<double?>() is not (>= 1 and <= 1e6))
                result.AddError($"--idle is {result.Tokens[0].Value}; expected seconds, 1 to 1000000.");
        });
        var command = new Command("worker", Description);
        cluster.AddTo(command, isRequired: true);
        command.Options.Add(idle);
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(() => Run(cluster, parsed, parsed.GetValue(idle) is { } seconds ? TimeSpan.FromSeconds(seconds) : null, cancellation))
        );
        return command;
    }

    private static async Task<int> Run(ClusterOptions options, ParseResult parsed, TimeSpan? idle, CancellationToken cancellation)
    {
        var (redis, address) = options.Read(parsed);
        var times = new ArchiveTimes();
        var done = 0;
        while (true)
        {
            await using var joined = await ArchiveCluster.Join(redis, times, address, cancellation);
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation, joined.Lost);
            var worker = new ArchiveWorker(joined.Grains, new OrderedWork(), times, Console.Error.WriteLine);
            Console.Error.WriteLine($"{worker.Name} has joined {redis} and waits for work. Ctrl-C ends it.");
            await worker.Run(idle, ends.Token);
            done += worker.Done;
            if (joined.Lost.IsCancellationRequested && !cancellation.IsCancellationRequested)
            {
                Console.Error.WriteLine("The cluster took this process for dead; it joins again.");
                continue;
            }
            Console.WriteLine(done == 1 ? "1 item was done." : FormattableString.Invariant($"{done} items were done."));
            return cancellation.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Ok;
        }
    }
}

using System.CommandLine;
using System.Globalization;
using DeferredSeg.Archive;
using DeferredSeg.Archive.Cluster;
using DeferredSeg.Archive.Coordination;
using DeferredSeg.Archive.Dispatch;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Workers;

/// <summary><c>status</c>: how an archive stands.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan _old = TimeSpan.FromSeconds(30);

    private const string Description = """
        Tells how far an archive is that ./deferredseg route --archive routes, or an evaluation by ./deferredseg evaluate --cluster, and what its workers do.

        --output reads what the coordinator writes into its folder every two seconds; it needs no cluster. --cluster asks the cluster itself for all of its
        archives.

        Examples:
          ./deferredseg status --output routed
          ./deferredseg status --output routed --format json
          ./deferredseg status --output routed --page http://127.0.0.1:8090
          ./deferredseg status --cluster redis://127.0.0.1:6379
        """;

    public static Command Create()
    {
        var output = new Option<string?>("--output") { Description = "The folder of results." };
        var cluster = new ClusterOptions();
        var format = OutputFormat.Create();
        var page = new Option<Uri?>("--page")
        {
            Description = "With --output: serves a page that shows it, until Ctrl-C; http, an address and a port (0 takes a free one).",
            CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) ? uri : new Uri("none:"),
        };
        page.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<Uri>() is not { Scheme: "http", PathAndQuery: "/" })
                result.AddError($"--page is '{result.Tokens[0].Value}'; expected http, an address and a port, such as http://127.0.0.1:8090.");
        });
        var command = new Command("status", Description) { output, page };
        cluster.AddTo(command, isRequired: false);
        command.Options.Add(format);
        command.Validators.Add(result =>
        {
            if (result.GetResult(output) is not null == cluster.IsGiven(result))
                result.AddError("Expected one of --output, the folder of an archive's results, and --cluster.");
            if (result.GetResult(page) is not null && cluster.IsGiven(result))
                result.AddError("--page shows what is in the folder of results; name that with --output.");
        });
        command.SetAction(
            async (parsed, cancellation) =>
            {
                if (parsed.GetValue(page) is { } shown)
                    return await Serve(shown, parsed.GetValue(output)!, cancellation);
                var (redis, address) = cluster.Read(parsed);
                IReadOnlyList<ArchiveStatus> all = redis is not null ? await Asked(redis, address, cancellation) : [Read(parsed.GetValue(output)!)];
                if (parsed.GetValue(format) == "json")
                    OutputFormat.WriteJson(all);
                else
                    Write(all);
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static async Task<int> Serve(Uri address, string output, CancellationToken cancellation)
    {
        await using var page = await StatusPage.Serve(address, () => StatusFile.Read(output), cancellation);
        Console.WriteLine($"How {output} stands is at {page.Address} Ctrl-C ends it.");
        try
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { }
        return ExitCode.Ok;
    }

    private static ArchiveStatus Read(string output) =>
        StatusFile.Read(output)
        ?? throw new DataException(
            $"{output} has no {Path.GetRelativePath(output, StatusFile.Of(output))}; expected the --output of ./deferredseg route --archive, which writes it "
                + "every two seconds."
        );

    private static async Task<IReadOnlyList<ArchiveStatus>> Asked(RedisAddress redis, System.Net.IPAddress? address, CancellationToken cancellation)
    {
        await using var joined = await ArchiveCluster.Join(redis, new(), address, cancellation);
        var progress = await joined.Grains.GetGrain<IDispatchGrain>(DispatchKey.Only).Status();
        return [.. progress.Select(one => ArchiveStatus.Of(one, null))];
    }

    private static void Write(IReadOnlyList<ArchiveStatus> all)
    {
        if (all.Count == 0)
            Console.WriteLine("The cluster has no archive to route.");
        foreach (var one in all)
        {
            var settled = (one.Kept ?? 0) + one.Done + one.Failed;
            var rate = one.PerSecond is { } perSecond ? string.Create(CultureInfo.InvariantCulture, $", {perSecond:0.0} a second") : "";
            var kept = one.Kept is > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({one.Kept} were before)") : "";
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{one.Output}: {settled} of {one.Total} settled{kept}, {one.Failed} of them failed, {one.Held} at work{rate}."
                )
            );
            if (one.Ended)
                Console.WriteLine("It has ended.");
            else if (DateTime.UtcNow - one.Updated is var age && age > _old)
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{one.Coordinator} was last heard of {age.TotalSeconds:0} seconds ago. If it is gone, the same command goes on from here."
                    )
                );
            Workers(one);
            foreach (var sentence in one.Workers.Select(worker => worker.Paused).OfType<string>().Concat(one.Refused))
                Console.WriteLine(sentence);
        }
    }

    private static void Workers(ArchiveStatus one)
    {
        if (one.Workers.Count == 0)
            return;
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Worker");
        foreach (var column in (string[])["Done", "At work", "Memory"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var worker in one.Workers)
            table.AddRow(
                worker.Worker.EscapeMarkup(),
                worker.Done.ToString(CultureInfo.InvariantCulture),
                worker.Holding.ToString(CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"{worker.Memory} MiB")
            );
        AnsiConsole.Write(table);
    }
}

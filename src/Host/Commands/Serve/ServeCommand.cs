using System.CommandLine;
using System.Net;
using DeferredSeg.Host.Commands.Route;
using DeferredSeg.Host.Runs;
using DeferredSeg.Server;
using DeferredSeg.Studies;

namespace DeferredSeg.Host.Commands.Serve;

/// <summary><c>serve</c>: the study in the browser.</summary>
internal static class ServeCommand
{
    private const string Description = """
        Serves a study to its readers: they see which regions are theirs, paint, accept or reject in the browser, and reviewers see what came of it.

        Serving runs no network. With --run, images can be uploaded too: they are routed as by route --study. The first start prints a link that makes
        whoever opens it the study's owner, who invites the others. Ctrl-C ends it; what readers were told is saved is on the disk. docs/experts.md says more.

        Examples:
          ./deferredseg serve --study study
          ./deferredseg serve --study study --url http://127.0.0.1:9000
          ./deferredseg serve --study study --run runs/demo --config configs/people.json
          ./deferredseg serve --study study --url http://0.0.0.0:8080 --proxy 10.0.0.2 --path-base /reading
        """;

    public static Command Create()
    {
        var selection = new ExperimentSelection();
        var trained = new TrainedSelection();
        var study = new Option<string>("--study") { Description = "The folder of the study; it is made where it is not there.", Required = true };
        var url = new Option<Uri>("--url")
        {
            Description = "Where to listen: scheme http, a host and a port (0 takes a free one). This machine alone unless another host is named.",
            DefaultValueFactory = _ => new("http://127.0.0.1:8080"),
            CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) ? uri : new Uri("none:"),
        };
        url.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<Uri>() is not { Scheme: "http", PathAndQuery: "/" })
                result.AddError($"--url is '{result.Tokens[0].Value}'; expected http, a host and a port, such as http://127.0.0.1:8080.");
        });
        var proxy = new Option<string[]>("--proxy")
        {
            Description = "The address of a reverse proxy (with TLS) whose X-Forwarded headers are believed. May be repeated; nobody's are believed without.",
        };
        proxy.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !IPAddress.TryParse(token.Value, out _)))
                result.AddError($"--proxy is '{token.Value}'; expected an address such as 127.0.0.1.");
        });
        var pathBase = new Option<string?>("--path-base") { Description = "The path under which a reverse proxy shows it, such as /reading." };
        pathBase.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (result.Tokens[0].Value is not ['/', _, ..] || result.Tokens[0].Value[^1] == '/'))
                result.AddError($"--path-base is '{result.Tokens[0].Value}'; expected a path that begins with / and does not end so.");
        });
        var command = new Command("serve", Description) { study, url, proxy, pathBase };
        trained.AddTo(command);
        selection.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                // A wrong path is no new study; only uploads may begin one.
                var folder = parsed.GetValue(study)!;
                using var opened = trained.Run(parsed) is null ? Study.Open(folder) : Study.OpenOrCreate(folder);
                var options = new ServerOptions(parsed.GetValue(url)!)
                {
                    Proxies = [.. (parsed.GetValue(proxy) ?? []).Select(IPAddress.Parse)],
                    PathBase = parsed.GetValue(pathBase) ?? "",
                };
                if (trained.Run(parsed) is not { } run)
                    return await Serve(opened, options, null, cancellation);
                var own = Path.Combine(run, RunPlan.ConfigurationFile);
                var first = selection.Layers(parsed, own);
                using var plugins = selection.Plugins(parsed, first);
                using var router = new UploadRouter(
                    trained.Read(parsed, run, further => selection.Layers(parsed, own, [.. further]), plugins),
                    plugins,
                    opened,
                    run
                );
                return await Serve(opened, options, router, cancellation);
            }
        );
        return command;
    }

    private static async Task<int> Serve(Study study, ServerOptions options, UploadRouter? router, CancellationToken cancellation)
    {
        await using var server = StudyServer.Create(study, options, router);
        await server.Start(cancellation);
        var address = new Uri(server.Address, options.PathBase + "/").AbsoluteUri;
        if (!options.IsLoopback && options.Proxies.Count == 0)
            Console.Error.WriteLine(
                $"{options.Address.Authority} is open to the network without TLS: passwords and images can be read on the way. Put a reverse "
                    + "proxy with TLS before "
                    + "it and name that with --proxy, or listen to this machine alone."
            );
        Console.WriteLine($"The study {study.Folder} is at {address}");
        if (server.OwnersInvitation() is { } invitation)
            Console.WriteLine($"It has no owner yet. Whoever opens this within a day is: {address}{invitation}");
        Console.WriteLine("Ctrl-C ends it.");
        try
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await server.Stop();
        }
        return ExitCode.Ok;
    }
}

using System.CommandLine;

namespace DeferredSeg.Host.Commands.Plugins;

/// <summary><c>plugins new</c>: a complete project for a plugin, anywhere on the machine.</summary>
internal static class PluginsNewCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The plugin's name, for example Backbones.Tiny: its id, its assembly and its namespace." };
        var kind = new Option<string>("--kind") { Description = "What the plugin brings.", Required = true };
        kind.AcceptOnlyFromAmong([.. PluginKind.All.Select(one => one.Name)]);
        var output = new Option<string?>("--output")
        {
            Description = "The folder to write, which is not there yet or empty. Default: one of the plugin's name, here.",
        };
        var feed = new Option<string?>("--feed")
        {
            Description = "The folder of the host's packages; it is written if anything in it is missing or old. Default: artifacts/feed in this checkout.",
        };
        var command = new Command(
            "new",
            "Writes a complete project for a plugin, with tests, into an empty folder anywhere on the machine.\n\n"
                + "Examples:\n"
                + "  ./deferredseg plugins new Backbones.Tiny --kind backbone\n"
                + "  ./deferredseg plugins new Experts.Threshold --kind expert --output ~/threshold"
        )
        {
            name,
            kind,
            output,
            feed,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(name) is not { } text)
                return;
            if (PluginName.Parse(text, out var refusal) is null)
                result.AddError(refusal!);
            else if (Refusal(Folder(text, result.GetValue(output))) is { } problem)
                result.AddError(problem);
        });
        command.SetAction(
            (parsed, cancellation) =>
                Run(
                    PluginName.Parse(parsed.GetValue(name)!, out _)!,
                    PluginKind.All.First(one => one.Name == parsed.GetValue(kind)),
                    parsed.GetValue(output),
                    parsed.GetValue(feed),
                    cancellation
                )
        );
        return command;
    }

    private static async Task<int> Run(PluginName name, PluginKind kind, string? output, string? feed, CancellationToken cancellation)
    {
        var checkout = Checkout.Find();
        var packages = feed is not null
            ? Path.GetFullPath(feed)
            : checkout?.DefaultFeed
                ?? throw new FeedException(
                    $"This program does not lie in a checkout of DeferredSeg.Host ({AppContext.BaseDirectory}), "
                        + "whose feed a plugin is built against. Name a feed that is there with --feed."
                );
        var (versions, written) = await PackageFeed.Ensure(checkout, packages, cancellation);
        if (written)
            Console.WriteLine($"{packages}: written");
        var folder = Folder(name.Text, output);
        PluginTemplate.Write(
            folder,
            kind,
            Values(name, kind, packages, versions.Keys.Where(package => File.Exists(Path.Combine(packages, $"{package}.{versions[package]}.nupkg"))), checkout)
        );
        Console.WriteLine($"{folder}: the {kind.Name} {name.Class}. Next:");
        Console.WriteLine($"  cd {folder} && dotnet test");
        Console.WriteLine("Its README.md says how to ship and debug it.");
        return ExitCode.Ok;
    }

    private static List<(string Placeholder, string Value)> Values(
        PluginName name,
        PluginKind kind,
        string feed,
        IEnumerable<string> packages,
        Checkout? checkout
    ) =>
        [
            ("__Name__", name.Text),
            ("__Class__", name.Class),
            ("__Kind__", kind.Name),
            ("__Add__", kind.Registration),
            ("__Description__", kind.Description),
            ("__Mapping__", string.Join('\n', packages.Select(package => $"      <package pattern=\"{package}\" />"))),
            ("__Feed__", feed),
            ("__Launcher__", checkout?.PathOf("deferredseg") ?? "deferredseg"),
            ("__HostDll__", typeof(PluginsNewCommand).Assembly.Location),
        ];

    private static string Folder(string name, string? output) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(output ?? name));

    private static string? Refusal(string folder) =>
        File.Exists(folder) ? $"{folder} is a file; a new plugin needs a folder that is not there yet or empty. Name another with --output."
        : Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()
            ? $"{folder} is not empty; a new plugin needs a folder that is not there yet or empty. Name another with --output."
        : null;
}

using System.CommandLine;

namespace DeferredSeg.Host.Commands.Plugins;

/// <summary><c>plugins feed</c>: the packages that an author of plugins needs, as a folder that NuGet restores from.</summary>
internal static class PluginsFeedCommand
{
    public static Command Create()
    {
        var output = new Option<string?>("--output") { Description = "The folder to write. Default: artifacts/feed in this checkout." };
        var format = OutputFormat.Create();
        var command = new Command(
            "feed",
            "Writes the packages that a plugin is built against, as a folder that NuGet restores from. "
                + "Their versions follow from their content: where nothing changed, nothing is written.\n\n"
                + "Examples:\n"
                + "  ./deferredseg plugins feed\n"
                + "  ./deferredseg plugins feed --output ~/deferredseg-feed"
        )
        {
            output,
            format,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var checkout =
                    Checkout.Find()
                    ?? throw new FeedException(
                        $"This program does not lie in a checkout of DeferredSeg.Host ({AppContext.BaseDirectory}), "
                            + "from whose sources the packages are packed. Run ./deferredseg plugins feed in a checkout."
                    );
                var folder = parsed.GetValue(output) is { } given ? Path.GetFullPath(given) : checkout.DefaultFeed;
                var (packages, written) = await PackageFeed.Ensure(checkout, folder, cancellation);
                if (parsed.GetValue(format) == "json")
                    OutputFormat.WriteJson(
                        new
                        {
                            Folder = folder,
                            Written = written,
                            Packages = packages,
                        }
                    );
                else
                    Write(folder, packages, written);
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static void Write(string folder, IReadOnlyDictionary<string, string> packages, bool written)
    {
        Console.WriteLine($"{folder}: {(written ? "written" : "up to date")}");
        foreach (var (name, version) in packages)
            Console.WriteLine($"  {name} {version}");
    }
}

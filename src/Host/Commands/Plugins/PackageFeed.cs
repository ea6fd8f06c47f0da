using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DeferredSeg.Host.Commands.Plugins;

/// <summary>A folder that NuGet restores from, with the packages that an author of plugins needs.</summary>
internal static class PackageFeed
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    /// <summary>Writes the feed, unless it is there and nothing that its packages are made from has changed.</summary>
    /// <param name="checkout">The sources; null where the program does not lie in a checkout: then a feed that is there is taken as it is.</param>
    /// <param name="folder">The folder of the feed; packages of other states of the sources are removed from it.</param>
    /// <param name="cancellation">Ends it early; the feed stays as it was.</param>
    /// <returns>The packages' versions by name, and whether anything was written.</returns>
    /// <exception cref="FeedException">There is neither checkout nor feed, or packing failed.</exception>
    public static async Task<(IReadOnlyDictionary<string, string> Packages, bool Written)> Ensure(
        Checkout? checkout,
        string folder,
        CancellationToken cancellation
    )
    {
        if (checkout is null)
        {
            var there = FeedVersions.Read(folder);
            return there.Count > 0
                ? (there, false)
                : throw new FeedException(
                    $"This program does not lie in a checkout of DeferredSeg.Host ({AppContext.BaseDirectory}), "
                        + $"from whose sources the packages are packed, and {folder} has none. Run ./deferredseg of a checkout, "
                        + "or name a feed that is there with --feed."
                );
        }
        var stamp = FeedStamp.Of(checkout);
        if (IsCurrent(folder, stamp))
            return (FeedVersions.Read(folder), false);
        Directory.CreateDirectory(checkout.PathOf("artifacts"));
        using var turn = await Turn(checkout.PathOf("artifacts/feed.lock"), cancellation);
        if (IsCurrent(folder, stamp))
            return (FeedVersions.Read(folder), false);
        await Pack(checkout, folder, stamp, cancellation);
        return (FeedVersions.Read(folder), true);
    }

    private static bool IsCurrent(string folder, string stamp)
    {
        var local = FeedVersions.Read(folder).Where(package => package.Value.Contains('-', StringComparison.Ordinal)).ToList();
        return local.Count > 0
            && local.TrueForAll(package =>
                package.Value.EndsWith("." + stamp, StringComparison.Ordinal) && File.Exists(Path.Combine(folder, $"{package.Key}.{package.Value}.nupkg"))
            );
    }

    private static async Task Pack(Checkout checkout, string folder, string stamp, CancellationToken cancellation)
    {
        var packed = Directory.CreateTempSubdirectory("deferredseg-feed-").FullName;
        try
        {
            string[] arguments =
            [
                "build",
                checkout.PathOf("build/Feed.proj"),
                "-m:1",
                "-v:quiet",
                "-nologo",
                "-clp:NoSummary",
                $"-p:FeedStamp={stamp}",
                $"-p:FeedOutput={packed}",
            ];
            var (exitCode, output) = await Sdk.Run(checkout.Root, arguments, cancellation);
            if (exitCode != 0)
                throw new FeedException($"The packages could not be packed; dotnet said:\n{output.Trim()}");
            Install(packed, folder, FeedVersions.Write(Directory.EnumerateFiles(packed), Pinned(checkout)));
        }
        finally
        {
            Directory.Delete(packed, recursive: true);
        }
    }

    private static void Install(string packed, string folder, string versions)
    {
        Directory.CreateDirectory(folder);
        var before = FeedVersions.Read(folder).Select(package => Path.Combine(folder, $"{package.Key}.{package.Value}.nupkg")).ToList();
        foreach (var file in Directory.EnumerateFiles(packed))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        var fresh = Path.Combine(folder, FeedVersions.FileName + ".new");
        File.WriteAllText(fresh, versions);
        File.Move(fresh, Path.Combine(folder, FeedVersions.FileName), overwrite: true);
        foreach (var file in before.Where(file => !File.Exists(Path.Combine(packed, Path.GetFileName(file)))))
            File.Delete(file);
    }

    /// <summary>What an author takes from nuget.org in the host's versions: TorchSharp, and libtorch for the systems that there is one for.</summary>
    private static IEnumerable<(string Name, string Version)> Pinned(Checkout checkout) =>
        XDocument
            .Load(checkout.PathOf("Directory.Packages.props"))
            .Descendants("PackageVersion")
            .Select(package => (Name: package.Attribute("Include")!.Value, Version: package.Attribute("Version")!.Value))
            .Where(package => package.Name == "TorchSharp" || package.Name.StartsWith("libtorch-cpu-", StringComparison.Ordinal));

    /// <summary>One packing at a time: two would write the same intermediate files.</summary>
    private static async Task<FileStream> Turn(string file, CancellationToken cancellation)
    {
        for (var until = DateTime.UtcNow + _patience; ; )
        {
            try
            {
                return new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException e)
            {
                if (DateTime.UtcNow > until)
                    throw new FeedException(
                        $"Another process packs these packages for more than {_patience.TotalMinutes} minutes ({file}). End it and try again.",
                        e
                    );
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation);
            }
        }
    }
}

/// <summary>The file of a feed that names its packages and their versions, for MSBuild's central package management to import.</summary>
internal static partial class FeedVersions
{
    /// <summary>The file's name.</summary>
    public const string FileName = "Versions.props";

    /// <summary>Packages by name, with their versions; empty where there is no such file.</summary>
    public static IReadOnlyDictionary<string, string> Read(string feed)
    {
        var path = Path.Combine(feed, FileName);
        return !File.Exists(path)
            ? new Dictionary<string, string>()
            : XDocument
                .Load(path)
                .Descendants("PackageVersion")
                .ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value);
    }

    /// <summary>The file's text for the packages of a folder, and for further ones that come from elsewhere.</summary>
    public static string Write(IEnumerable<string> packageFiles, IEnumerable<(string Name, string Version)> elsewhere)
    {
        var packages = packageFiles
            .Select(file => PackageFile().Match(Path.GetFileName(file)))
            .Where(match => match.Success)
            .Select(match => (Name: match.Groups["name"].Value, Version: match.Groups["version"].Value));
        var items = packages
            .Concat(elsewhere)
            .OrderBy(package => package.Name, StringComparer.Ordinal)
            .Select(package => new XElement("PackageVersion", new XAttribute("Include", package.Name), new XAttribute("Version", package.Version)));
        return new XElement(
                "Project",
                new XComment(" Written by ./deferredseg plugins feed. The versions follow from the packages' content. "),
                new XElement("ItemGroup", items)
            ) + "\n";
    }

    [GeneratedRegex(@"^(?<name>.+?)\.(?<version>\d+\.\d+\.\d+(-.+)?)\.nupkg$")]
    private static partial Regex PackageFile();
}

/// <summary>Packages for authors of plugins cannot be written. The message says what is missing and how to mend it.</summary>
internal sealed class FeedException(string message, Exception? cause = null) : Exception(message, cause);

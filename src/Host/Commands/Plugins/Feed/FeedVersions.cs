using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DeferredSeg.Host.Commands.Plugins.Feed;

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

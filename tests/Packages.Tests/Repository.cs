using System.Reflection;
using System.Xml.Linq;

namespace Packages.Tests;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    public static string Sample { get; } = PathOf("tests/Packages.Tests/Samples/Program/Sample.csproj");

    public static string SamplePlugin { get; } = PathOf("tests/Packages.Tests/Samples/Plugin/SamplePlugin.csproj");

    public static IEnumerable<string> Plugins => Directory.Exists(PathOf("plugins"))
        ? Directory.EnumerateDirectories(PathOf("plugins")).SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj"))
        : [];

    /// <summary>Whether what plugins compile against is there.</summary>
    public static bool CanBuildPlugins =>
        File.Exists(PathOf("src/Abstractions/DeferredSeg.Abstractions.csproj")) && File.Exists(PathOf("compat/TorchSharp/TorchSharp.csproj"));

    /// <summary>Every pinned package.</summary>
    public static IReadOnlyDictionary<string, string> Versions { get; } = XDocument.Load(PathOf("Directory.Packages.props"))
        .Descendants("PackageVersion")
        .ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value);

    private static string PathOf(string path) => Path.Combine(Root, path);
}

using System.IO.Compression;

namespace Packages.Tests;

/// <summary>
/// A package source in a folder: the packages that compat/ stands in for, under their real names and pinned versions,
/// with the stand-ins' assemblies in them.
/// </summary>
internal static class LocalFeed
{
    private static readonly string[] _packages = ["TorchSharp", "libtorch-cpu", "TorchSharp-cuda-linux", "McMaster.NETCore.Plugins", "Verify.Xunit"];

    public static string CreateIn(TemporaryFolder folder)
    {
        var feed = Directory.CreateDirectory(folder.Of("feed")).FullName;
        foreach (var id in _packages)
            Pack(feed, id, Repository.Versions[id]);
        return feed;
    }

    private static void Pack(string feed, string id, string version)
    {
        using var package = ZipFile.Open(Path.Combine(feed, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        using (var nuspec = new StreamWriter(package.CreateEntry($"{id}.nuspec").Open()))
        {
            nuspec.Write($"""
                <?xml version="1.0" encoding="utf-8"?>
                <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
                  <metadata>
                    <id>{id}</id>
                    <version>{version}</version>
                    <authors>tests</authors>
                    <description>Takes the place of the real package in a test.</description>
                    <dependencies><group targetFramework="net10.0" /></dependencies>
                  </metadata>
                </package>
                """);
        }

        var assembly = Path.Combine(AppContext.BaseDirectory, $"{id}.dll");
        if (File.Exists(assembly))
            package.CreateEntryFromFile(assembly, $"lib/net10.0/{id}.dll");
        else
            package.CreateEntry("lib/net10.0/_._");
    }
}

using System.Security.Cryptography;
using System.Text;

namespace DeferredSeg.Host.Commands.Plugins.Feed;

/// <summary>What tells the packages of one state of the sources from those of another: a hash of everything that they are made from.</summary>
internal static class FeedStamp
{
    private const int Digits = 12;

    private static readonly string[] _folders =
    [
        "src/Abstractions",
        "src/PluginKit",
        "src/PluginKit.Xunit",
        "src/PluginManifest",
        "src/Schema",
        "src/Libtorch",
        "build",
    ];
    private static readonly string[] _files = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json"];

    /// <summary>The stamp: a <c>g</c>, so that it is never read as a number, and hexadecimal digits. The same files give the same stamp.</summary>
    public static string Of(Checkout checkout)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = _folders
            .Select(checkout.PathOf)
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Concat(_files.Select(checkout.PathOf).Where(File.Exists))
            .Select(file => Path.GetRelativePath(checkout.Root, file))
            .Order(StringComparer.Ordinal);
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(file + "\n"));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(checkout.PathOf(file))));
        }
        return "g" + Convert.ToHexStringLower(hash.GetHashAndReset())[..Digits];
    }
}

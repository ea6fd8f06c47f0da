using System.Security.Cryptography;
using System.Text;

namespace DeferredSeg.Host.Commands.Plugins;

/// <summary>The checkout that this program was built from: packages are packed from its sources.</summary>
internal sealed class Checkout
{
    private const string Mark = "build/Feed.proj";

    private Checkout(string root) => Root = root;

    /// <summary>Its folder, an absolute path.</summary>
    public string Root { get; }

    /// <summary>Where its feed is, unless another folder is asked for.</summary>
    public string DefaultFeed => PathOf("artifacts/feed");

    /// <summary>The checkout around the program; null where the program was copied elsewhere.</summary>
    public static Checkout? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Mark)))
                return new(folder.FullName);
        }
        return null;
    }

    /// <summary>A path in it.</summary>
    public string PathOf(string relative) => Path.Combine(Root, relative);
}

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

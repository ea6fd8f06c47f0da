namespace DeferredSeg.Host.Commands.Plugins.Feed;

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

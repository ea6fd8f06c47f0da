namespace DeferredSeg.Data.Tests;

/// <summary>Real images and masks, which are not in the repository.</summary>
internal static class RealData
{
    /// <summary>A folder's path; skips the test where it is absent.</summary>
    public static string PathOf(string name)
    {
        var path = Path.Combine(Root(), name);
        Skip.IfNot(Path.Exists(path), $"{path} is absent; DEFERREDSEG_DATA names the folder of the data");
        return path;
    }

    private static string Root()
    {
        if (Environment.GetEnvironmentVariable("DEFERREDSEG_DATA") is { Length: > 0 } stated)
            return stated;
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
            folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? AppContext.BaseDirectory, "..", "shared", "data");
    }
}

namespace DeferredSeg.Formats.Tests;

/// <summary>Where the tests find files.</summary>
internal static class TestFiles
{
    public static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);

    public static string Golden(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", name);

    /// <summary>A file of the data next to the checkout; the test is skipped where it is absent.</summary>
    public static string Data(string name)
    {
        string path = Path.Combine(DataPath(), name);
        Skip.IfNot(File.Exists(path), $"{path} is absent; DEFERREDSEG_DATA names the folder of the data");
        return path;
    }

    /// <summary>The folder of the data next to the checkout; the test is skipped where it is absent.</summary>
    public static string DataFolder()
    {
        string folder = DataPath();
        Skip.IfNot(Directory.Exists(folder), $"{folder} is absent; DEFERREDSEG_DATA names the folder of the data");
        return folder;
    }

    /// <summary>A folder of the data; the test is skipped where it is absent.</summary>
    public static string DataFolder(string name)
    {
        string folder = Path.Combine(DataPath(), name);
        Skip.IfNot(Directory.Exists(folder), $"{folder} is absent; DEFERREDSEG_DATA names the folder of the data");
        return folder;
    }

    /// <summary>The folder of files of other programs, next to that of the data; the test is skipped where it is absent.</summary>
    public static string FormatFolder()
    {
        string folder = Path.Combine(DataPath(), "..", "formats");
        Skip.IfNot(Directory.Exists(folder), $"{folder} is absent; DEFERREDSEG_DATA names the folder of the data next to it");
        return folder;
    }

    private static string DataPath() =>
        Environment.GetEnvironmentVariable("DEFERREDSEG_DATA") is { Length: > 0 } stated ? stated : Path.Combine(RepositoryRoot(), "..", "shared", "data");

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
            folder = folder.Parent;
        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}

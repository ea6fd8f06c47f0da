namespace Samples.Tests;

/// <summary>Published weights and real images, which are not in the repository.</summary>
internal static class SampleData
{
    private static readonly string _root = Environment.GetEnvironmentVariable("DEFERREDSEG_DATA") is { Length: > 0 } stated
        ? stated
        : Path.Combine(AuthorFolder.Checkout, "..", "shared", "data");

    /// <summary>A file's or folder's path; skips the test where it is absent.</summary>
    public static string PathOf(params string[] parts)
    {
        var path = Path.Combine([_root, .. parts]);
        Skip.IfNot(Path.Exists(path), $"{path} is absent; DEFERREDSEG_DATA names the folder of the data");
        return path;
    }
}

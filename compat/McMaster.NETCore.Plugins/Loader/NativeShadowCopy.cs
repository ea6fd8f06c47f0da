namespace McMaster.NETCore.Plugins.Loader;

/// <summary>A temporary folder of copies of native libraries, so that the originals can be replaced while they run.</summary>
internal sealed class NativeShadowCopy : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    /// <summary>Copies a library, unless it was copied already.</summary>
    /// <param name="path">The original.</param>
    /// <returns>The absolute path of the copy.</returns>
    public string Of(string path)
    {
        Directory.CreateDirectory(_folder);
        var copy = Path.Combine(_folder, Path.GetFileName(path));
        if (!File.Exists(copy))
            File.Copy(path, copy);
        return copy;
    }

    public void Dispose()
    {
        try
        {
            if (Directory.Exists(_folder))
                Directory.Delete(_folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Windows keeps a library's file while it is mapped; the system clears its temporary folder later.
        }
    }
}

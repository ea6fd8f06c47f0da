namespace DeferredSeg.Formats;

/// <summary>
/// Writes a file so that its name never shows a half-written one: under another name in the same folder
/// (a rename is atomic only within a file system), flushed to the disk, then renamed over the target.
/// </summary>
internal static class ReplacedFile
{
    public static void Write(string path, Action<Stream> write)
    {
        string target = Path.GetFullPath(path);
        string temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}

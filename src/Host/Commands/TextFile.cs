namespace DeferredSeg.Host.Commands;

/// <summary>A text file that is there whole or not at all.</summary>
internal static class TextFile
{
    /// <exception cref="DataException">It cannot be written.</exception>
    public static void Write(string file, string text)
    {
        var path = Path.GetFullPath(file);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllText(temporary, text);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            throw new DataException($"{file} could not be written: {e.Message} Choose a folder that is there and may be written to.", e);
        }
    }
}

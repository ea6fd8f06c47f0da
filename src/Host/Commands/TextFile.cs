using System.Text;
using DeferredSeg.Formats;

namespace DeferredSeg.Host.Commands;

/// <summary>Text files that are there whole or not at all, and their folders.</summary>
internal static class TextFile
{
    /// <summary>Makes a folder where it is not there yet.</summary>
    /// <exception cref="DataException">It cannot be made.</exception>
    public static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{folder} could not be made: {e.Message} Choose a folder that may be written to.", e);
        }
    }

    /// <summary>Writes it.</summary>
    /// <exception cref="DataException">It cannot be written.</exception>
    public static void Write(string file, string text) => Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes what is too long to be held at once.</summary>
    /// <exception cref="DataException">It cannot be written.</exception>
    public static void Write(string file, Action<Stream> write)
    {
        try
        {
            ReplacedFile.Write(file, write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(file, e);
        }
    }

    /// <summary>What is said of a file that cannot be written.</summary>
    public static DataException NotWritten(string file, Exception e) =>
        new($"{file} could not be written: {e.Message} Choose a folder that is there and may be written to.", e);
}

namespace DeferredSeg.Formats.Images;

/// <summary>
/// An image file (a picture or a volume) is damaged, not what it claims to be, or larger than allowed. The message is one line: the file, the byte
/// where it went wrong where there is one, what was found, what was expected, and how to mend it.
/// </summary>
public sealed class ImageFileException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="file">The file as the caller named it.</param>
    /// <param name="offset">Bytes from the start of the file, or null where no single byte is to blame.</param>
    /// <param name="found">What the file holds.</param>
    /// <param name="expected">What it should hold there.</param>
    /// <param name="mend">What the reader of the message can do.</param>
    /// <param name="innerException">The error underneath, where there is one.</param>
    public ImageFileException(string file, long? offset, string found, string expected, string mend, Exception? innerException = null)
        : base($"{file}{(offset is { } at ? $", byte {at}" : "")}: found {found}; expected {expected}; {mend}", innerException)
    {
        File = file;
        Offset = offset;
        Found = found;
        Expected = expected;
        Mend = mend;
    }

    /// <summary>The file as the caller named it.</summary>
    public string File { get; }

    /// <summary>Bytes from the start of the file, or null where no single byte is to blame.</summary>
    public long? Offset { get; }

    /// <summary>What the file holds.</summary>
    public string Found { get; }

    /// <summary>What it should hold there.</summary>
    public string Expected { get; }

    /// <summary>What the reader of the message can do.</summary>
    public string Mend { get; }
}

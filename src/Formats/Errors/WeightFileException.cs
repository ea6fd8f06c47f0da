namespace DeferredSeg.Formats.Errors;

/// <summary>
/// A weight file is not what it claims to be, or holds something that is refused.
/// The message is one line: the file, the byte where it went wrong where there is one, and the reason.
/// </summary>
public sealed class WeightFileException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="file">The file as the caller named it.</param>
    /// <param name="offset">Bytes from the start of the file, or null where no single byte is to blame.</param>
    /// <param name="reason">What was found, what was expected, and how to mend it.</param>
    /// <param name="innerException">The error underneath, where there is one.</param>
    public WeightFileException(string file, long? offset, string reason, Exception? innerException = null)
        : base(offset is { } at ? $"{file}, byte {at}: {reason}" : $"{file}: {reason}", innerException)
    {
        File = file;
        Offset = offset;
        Reason = reason;
    }

    /// <summary>The file as the caller named it.</summary>
    public string File { get; }

    /// <summary>Bytes from the start of the file, or null where no single byte is to blame.</summary>
    public long? Offset { get; }

    /// <summary>What was found, what was expected, and how to mend it.</summary>
    public string Reason { get; }
}

namespace DeferredSeg.Archive.Results;

/// <summary>Tells a disk without room from all else that can go wrong with files: that passes once somebody makes room, and is no fault of an image.</summary>
public static class FullDisk
{
    // ENOSPC and EDQUOT of Linux and macOS, and what Windows says.
    private static readonly int[] _codes = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    /// <summary>Whether an exception, or what it was caused by, says that the disk or a quota is full.</summary>
    /// <param name="exception">The exception.</param>
    public static bool Is(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is IOException && _codes.Contains(cause.HResult))
                return true;
        }
        return false;
    }
}

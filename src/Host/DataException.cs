namespace DeferredSeg.Host;

/// <summary>Data are missing or not as expected. The message names the file, what was found and how to mend it.</summary>
public sealed class DataException(string message, Exception? cause = null) : Exception(message, cause);

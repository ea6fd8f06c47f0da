namespace DeferredSeg.Archive.Cluster;

/// <summary>The cluster is not there, or cannot be joined. The message says which, and how to mend it.</summary>
public sealed class ClusterException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Why a cluster does not answer, for people.</summary>
internal static class Silence
{
    /// <summary>In a few words.</summary>
    public static string Why(Exception exception)
    {
        var cause = exception.GetBaseException();
        return cause is TimeoutException ? "nothing came back in time" : cause.Message.Split('\n')[0].TrimEnd('.');
    }
}

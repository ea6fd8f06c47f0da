namespace DeferredSeg.Archive;

/// <summary>How long everybody waits for everybody.</summary>
public sealed record ArchiveTimes
{
    /// <summary>How long a worker that is not heard of keeps its items; it is heard of every <see cref="Heartbeat"/>.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a worker says that it is there.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a worker that found nothing to do waits before it asks again.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long an archive whose coordinator is not heard of is handed out.</summary>
    public TimeSpan Coordinator { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a worker tries again whether a full disk has room.</summary>
    public TimeSpan Full { get; init; } = TimeSpan.FromSeconds(5);
}

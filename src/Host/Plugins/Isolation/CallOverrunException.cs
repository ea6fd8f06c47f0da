namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>A call took longer than it may.</summary>
internal sealed class CallOverrunException(TimeSpan limit, bool stillRunning)
    : Exception(
        FormattableString.Invariant($"it took longer than its limit of {limit.TotalSeconds:0.###} s")
            + (stillRunning ? " and still runs; code in this process cannot be stopped." : " and ended when it was cancelled.")
    );

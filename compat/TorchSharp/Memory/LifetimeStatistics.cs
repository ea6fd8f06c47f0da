namespace TorchSharp;

/// <summary>How many tensors of a thread were created and disposed, inside and outside of scopes.</summary>
public class LifetimeStatistics
{
    public long CreatedOutsideScopeCount { get; internal set; }

    public long DisposedOutsideScopeCount { get; internal set; }

    public long CreatedInScopeCount { get; internal set; }

    public long DisposedInScopeCount { get; internal set; }

    public long AttachedToScopeCount { get; internal set; }

    public long DetachedFromScopeCount { get; internal set; }

    public long ThreadTotalLiveCount => CreatedInScopeCount + CreatedOutsideScopeCount - DisposedInScopeCount - DisposedOutsideScopeCount;

    public void Reset()
    {
        CreatedOutsideScopeCount = DisposedOutsideScopeCount = CreatedInScopeCount = DisposedInScopeCount = 0;
        AttachedToScopeCount = DetachedFromScopeCount = 0;
    }

    public override string ToString() =>
        $"ThreadTotalLiveCount: {ThreadTotalLiveCount}; CreatedOutsideScopeCount: {CreatedOutsideScopeCount}, DisposedOutsideScopeCount: {DisposedOutsideScopeCount}, "
        + $"CreatedInScopeCount: {CreatedInScopeCount}, DisposedInScopeCount: {DisposedInScopeCount}, AttachedToScopeCount: {AttachedToScopeCount}, DetachedFromScopeCount: {DetachedFromScopeCount}";
}

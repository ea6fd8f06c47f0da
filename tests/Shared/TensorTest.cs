using TorchSharp;
using static TorchSharp.torch;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Shared;

/// <summary>
/// A test of tensors: it ends with as many live tensors as it began with. What it draws at random follows from
/// <see cref="TestSeed"/>.
/// </summary>
public abstract class TensorTest : IDisposable
{
    private readonly long _live;
    private readonly int _thread = Environment.CurrentManagedThreadId;

    protected TensorTest()
    {
        _live = Live;
        using var generator = manual_seed(Seed);
    }

    // Of this thread. Tensor.TotalCount counts every parameter twice and takes it off once.
    private static long Live => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    /// <summary>The seed of this run's inputs; torch's generator has it too.</summary>
    protected static int Seed => TestSeed.Value;

    public virtual void Dispose()
    {
        GC.SuppressFinalize(this);
        // A test that waits for something may end on another thread, whose tensors are others.
        if (Environment.CurrentManagedThreadId != _thread)
            return;
        var left = Live - _live;
        // Below 0: freed here, made by a plugin's thread.
        Assert.True(left <= 0, $"{left} tensors were left alive (seed {Seed}).");
    }
}

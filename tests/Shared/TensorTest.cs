using TorchSharp;
using static TorchSharp.torch;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Shared;

/// <summary>
/// A test of tensors: it ends with as many live tensors as it began with. What it draws at random is new at each run, from a
/// seed that a failure prints.
/// </summary>
public abstract class TensorTest : IDisposable
{
    private readonly long _live;
    private readonly int _thread = Environment.CurrentManagedThreadId;

    protected TensorTest()
    {
        _live = Live;
        Seed = Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_SEED") is { } set ? int.Parse(set) : Random.Shared.Next();
        using var generator = manual_seed(Seed);
    }

    // Of this thread. Tensor.TotalCount counts every parameter twice and takes it off once.
    private static long Live => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    /// <summary>The seed of this run's inputs: DEFERREDSEG_TEST_SEED where it is set, else a new one each time.</summary>
    protected int Seed { get; }

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

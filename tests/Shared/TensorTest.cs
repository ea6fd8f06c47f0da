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

    protected TensorTest()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        _live = Tensor.TotalCount;
        Seed = Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_SEED") is { } set ? int.Parse(set) : Random.Shared.Next();
        using var generator = manual_seed(Seed);
    }

    /// <summary>The seed of this run's inputs: DEFERREDSEG_TEST_SEED where it is set, else a new one each time.</summary>
    protected int Seed { get; }

    public virtual void Dispose()
    {
        GC.SuppressFinalize(this);
        var left = Tensor.TotalCount - _live;
        Assert.True(left == 0, $"{left} tensors were left alive (seed {Seed}).");
    }
}

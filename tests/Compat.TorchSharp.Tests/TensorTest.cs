[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Compat.TorchSharp.Tests;

/// <summary>
/// A test of tensors: it ends with as many live tensors as it began with, and prints the seed of the inputs that it draws.
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
        using var generator = torch.manual_seed(Seed);
    }

    /// <summary>The seed of this run's inputs: DEFERREDSEG_TEST_SEED where it is set, else a new one each time.</summary>
    protected int Seed { get; }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        var left = Tensor.TotalCount - _live;
        Assert.True(left == 0, $"{left} tensors were left alive (seed {Seed}).");
    }
}

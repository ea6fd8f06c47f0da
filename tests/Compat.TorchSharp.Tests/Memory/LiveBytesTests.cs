using TorchSharp.Interop;

namespace Compat.TorchSharp.Tests.Memory;

public sealed class LiveBytesTests : TensorTest
{
    private const long Mebibyte = 1 << 20;

    [Fact]
    public void A_tensor_counts_while_it_lives()
    {
        var before = Native.shim_memory_live();
        var tensor = zeros(4 * Mebibyte / sizeof(float));

        Assert.InRange(Native.shim_memory_live() - before, 4 * Mebibyte, 5 * Mebibyte);
        tensor.Dispose();
        Assert.Equal(before, Native.shim_memory_live());
    }

    [Fact]
    public void What_a_graph_keeps_counts_although_its_wrappers_are_gone()
    {
        var before = Native.shim_memory_live();
        using var leaf = ones(Mebibyte / sizeof(float), requires_grad: true);
        Tensor result;
        using (var scope = NewDisposeScope()) result = leaf.exp().exp().sum().MoveToOuterDisposeScope();

        Assert.InRange(Native.shim_memory_live() - before, 3 * Mebibyte, 4 * Mebibyte);
        result.Dispose();
        Assert.InRange(Native.shim_memory_live() - before, Mebibyte, 2 * Mebibyte);
    }

    [Fact]
    public void Forgotten_tensors_are_collected_when_live_memory_passes_the_threshold()
    {
        // 6 GiB are forgotten, 16 MiB at a time; without the valve the collector would see a few hundred small objects.
        var peak = 0L;
        for (var i = 0; i < 384; i++)
        {
            Forget();
            peak = Math.Max(peak, Native.shim_memory_live());
        }
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.InRange(peak, 0, 2L << 30);
        Assert.InRange(SafetyValve.Collections, 1, 100);
    }

    private static void Forget() => _ = empty(16 * Mebibyte / sizeof(float));
}

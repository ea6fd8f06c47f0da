using TorchSharp.Interop;

namespace Compat.TorchSharp.Tests.Interop;

public sealed class ThreadsTests : TensorTest
{
    [Fact]
    public void One_setting_reaches_libtorch_and_its_blas()
    {
        var before = get_num_threads();
        try
        {
            foreach (var count in (int[])[2, 1])
            {
                set_num_threads(count);
                Assert.Equal(count, get_num_threads());
                Assert.Equal(count, Native.shim_blas_threads());
            }
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public void The_start_takes_the_environments_number_or_the_physical_cores()
    {
        var before = Environment.GetEnvironmentVariable("OMP_NUM_THREADS");
        try
        {
            Environment.SetEnvironmentVariable("OMP_NUM_THREADS", "3");
            Assert.Equal(3, Threads.Default());
            foreach (var unusable in (string?[])["0", "many", null])
            {
                Environment.SetEnvironmentVariable("OMP_NUM_THREADS", unusable);
                Assert.InRange(Threads.Default(), 1, Environment.ProcessorCount);
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable("OMP_NUM_THREADS", before);
        }
    }

    [Fact]
    public void Fewer_than_one_thread_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => set_num_threads(0));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_same_number_of_threads_gives_the_same_bits(int count)
    {
        var before = get_num_threads();
        set_num_threads(count);
        try
        {
            using var scope = NewDisposeScope();
            Assert.Equal(Run(), Run());
        }
        finally
        {
            set_num_threads(before);
        }
    }

    // Large enough that both libtorch and BLAS split the work.
    private byte[] Run()
    {
        manual_seed(Seed).Dispose();
        var image = randn(2, 16, 96, 96);
        var kernel = randn([16, 16, 3, 3], requires_grad: true);
        var matrix = randn([96, 256], requires_grad: true);
        var result = nn.functional.conv2d(image, kernel, padding: [1, 1]).matmul(matrix).softmax(-1);
        result.pow(2).sum().backward();
        return [.. result.bytes, .. kernel.grad!.bytes, .. matrix.grad!.bytes];
    }
}

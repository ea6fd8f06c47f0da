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
}

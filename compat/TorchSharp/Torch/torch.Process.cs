using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.ThreadSingleton.Innermost;

    public static DisposeScope NewDisposeScope() => DisposeScopeManager.NewDisposeScope();

    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }

    public static int get_num_threads()
    {
        _ = NativeLoader.TorchVersion;
        return Native.shim_num_threads();
    }

    /// <summary>Sets libtorch's threads and OpenBLAS's, which keeps a pool of its own.</summary>
    public static void set_num_threads(int num)
    {
        _ = NativeLoader.TorchVersion;
        if (num < 1) throw new ArgumentOutOfRangeException(nameof(num), num, "The number of threads must be at least 1.");
        NativeError.Check(Native.shim_set_num_threads(num));
    }

    public static int get_num_interop_threads()
    {
        _ = NativeLoader.TorchVersion;
        return Native.shim_num_interop_threads();
    }

    public static void set_num_interop_threads(int num)
    {
        _ = NativeLoader.TorchVersion;
        NativeError.Check(Native.shim_set_num_interop_threads(num));
    }

    public static bool cuda_is_available() => cuda.is_available();

    public static bool are_deterministic_algorithms_enabled()
    {
        _ = NativeLoader.TorchVersion;
        return Native.shim_deterministic() != 0;
    }

    public static IDisposable use_deterministic_algorithms(bool mode = true, bool warn_only = false)
    {
        var before = are_deterministic_algorithms_enabled();
        Native.shim_set_deterministic(mode ? 1 : 0, warn_only ? 1 : 0);
        return new Restore(() => Native.shim_set_deterministic(before ? 1 : 0, 0));
    }

    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    public static long initial_seed() => random.initial_seed();

    public static Tensor get_rng_state() => random.get_rng_state();

    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);
}

using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The default generator of the process.</summary>
    public static class random
    {
        public static Generator manual_seed(long seed)
        {
            _ = NativeLoader.TorchVersion;
            Native.shim_manual_seed(seed);
            return Generator.Default;
        }

        public static long initial_seed()
        {
            using var generator = Generator.Default;
            return generator.initial_seed();
        }

        public static long seed()
        {
            using var generator = Generator.Default;
            return generator.seed();
        }

        public static Tensor get_rng_state()
        {
            using var generator = Generator.Default;
            return generator.get_state();
        }

        public static void set_rng_state(Tensor new_state)
        {
            using var generator = Generator.Default;
            generator.set_state(new_state);
        }
    }
}

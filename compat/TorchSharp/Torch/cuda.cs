using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>NVIDIA devices, when the libtorch behind the shim was built for them.</summary>
    public static class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static int device_count()
        {
            _ = NativeLoader.TorchVersion;
            return Native.shim_cuda_device_count();
        }

        public static bool is_cudnn_available()
        {
            _ = NativeLoader.TorchVersion;
            return Native.shim_cuda_has_cudnn() != 0;
        }

        public static void manual_seed(long seed) => random.manual_seed(seed);

        public static void manual_seed_all(long seed) => random.manual_seed(seed);

        public static void synchronize(Device? device = null)
        {
            if (is_available()) NativeError.Check(Native.shim_cuda_synchronize());
        }
    }
}

using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Nothing in the scope is recorded for backward. The mode is the thread's: dispose it on the thread that made it.</summary>
    public static IDisposable no_grad() => set_grad_enabled(false);

    public static IDisposable enable_grad(bool enabled = true) => set_grad_enabled(enabled);

    public static IDisposable set_grad_enabled(bool mode = true)
    {
        var before = is_grad_enabled();
        Native.shim_set_grad_enabled(mode ? 1 : 0);
        return new Restore(() => Native.shim_set_grad_enabled(before ? 1 : 0));
    }

    public static bool is_grad_enabled()
    {
        _ = NativeLoader.TorchVersion;
        return Native.shim_grad_enabled() != 0;
    }

    public static IDisposable inference_mode(bool mode = true)
    {
        _ = NativeLoader.TorchVersion;
        var guard = Native.shim_inference_enter(mode ? 1 : 0);
        return new Restore(() => Native.shim_inference_leave(guard));
    }

    public static bool is_inference_mode_enabled()
    {
        _ = NativeLoader.TorchVersion;
        return Native.shim_inference_enabled() != 0;
    }
}

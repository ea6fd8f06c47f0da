using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Gives the tensor other memory: itself on another device or of another type.</summary>
        internal void Replace(Device? device, ScalarType? dtype, bool non_blocking)
        {
            using var converted = to(dtype ?? this.dtype, device ?? this.device, false, false, non_blocking);
            if (converted.Handle == Handle) return;
            NativeError.Check(Native.shim_tensor_set_data(Handle, converted.Handle));
            GC.KeepAlive(this);
        }

        internal void ClearGradient(bool setToNone)
        {
            if (setToNone)
            {
                grad = null;
                return;
            }
            grad?.Use(gradient => gradient.zero_());
        }

        /// <summary>Does something with a wrapper that is nobody else's, and disposes it.</summary>
        internal void Use(Action<Tensor> action)
        {
            using (this) action(this);
        }
    }
}

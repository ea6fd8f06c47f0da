using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            protected virtual Module _to(Device device, ScalarType dtype, bool non_blocking) => Convert(device, dtype, non_blocking);

            protected virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => Convert(new Device(deviceType, deviceIndex), null, non_blocking);

            protected virtual Module _to(ScalarType dtype, bool non_blocking) => Convert(null, dtype, non_blocking);

            internal Module Move(Device? device, ScalarType? dtype, bool non_blocking) => (device, dtype) switch
            {
                ({ } d, { } t) => _to(d, t, non_blocking),
                ({ } d, null) => _to(d.type, d.index, non_blocking),
                (null, { } t) => _to(t, non_blocking),
                _ => this,
            };

            // The tensors stay the same objects with other memory, so optimizers and fields that hold them need no word of it.
            private protected Module Convert(Device? device, ScalarType? dtype, bool non_blocking)
            {
                using var frozen = no_grad();
                foreach (var tensor in parameters().Cast<Tensor>().Concat(buffers()))
                {
                    tensor.Replace(device, tensor.is_floating_point() ? dtype : null, non_blocking);
                    tensor.grad?.Use(gradient => gradient.Replace(device, dtype, non_blocking));
                }
                return this;
            }
        }
    }
}

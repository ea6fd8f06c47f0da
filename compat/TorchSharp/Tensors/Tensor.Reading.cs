using System.Runtime.CompilerServices;
using TorchSharp.Interop;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>The elements in row-major order, read and written in place. The tensor must be on the CPU.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            TensorAccessor<T>.ValidateType(dtype);
            return new TensorAccessor<T>(this);
        }

        /// <summary>The only element.</summary>
        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1) throw new ArgumentException($"The tensor must contain only one element, but it contains {NumberOfElements}.");
            if (device_type == DeviceType.CPU && TensorAccessor<T>.Holds(dtype) && DataPointer() is var data && data != IntPtr.Zero)
            {
                var value = *(T*)data;
                GC.KeepAlive(this);
                return value;
            }
            return (T)Convert.ChangeType(ToScalar().Value, typeof(T), System.Globalization.CultureInfo.InvariantCulture);
        }

        public Scalar ToScalar() => Ops.item.CallScalar(this);

        public float ReadCpuSingle(long i) => data<float>()[i];

        public double ReadCpuDouble(long i) => data<double>()[i];

        public long ReadCpuInt64(long i) => data<long>()[i];

        public override string ToString() => $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward(this, grad_tensors, retain_graph, create_graph, inputs);

        public void backward() => autograd.backward(this, (IList<Tensor>?)null);
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public long Dimensions => dim();

        public long ndim => dim();

        public long NumberOfElements => numel();

        public long ElementSize => element_size();

        public ScalarType dtype => Keep((ScalarType)Native.shim_tensor_dtype(Handle));

        public Device device
        {
            get
            {
                int index;
                var type = (DeviceType)NativeError.Check(Native.shim_tensor_device(Handle, &index));
                return Keep(new Device(type, index));
            }
        }

        public DeviceType device_type
        {
            get
            {
                int index;
                return Keep((DeviceType)NativeError.Check(Native.shim_tensor_device(Handle, &index)));
            }
        }

        public int device_index
        {
            get
            {
                int index;
                NativeError.Check(Native.shim_tensor_device(Handle, &index));
                return Keep(index);
            }
        }

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_meta => device_type == DeviceType.META;

        public bool is_leaf => Keep(NativeError.Check(Native.shim_tensor_is_leaf(Handle)) != 0);

        public bool is_sparse => Keep(NativeError.Check(Native.shim_tensor_is_sparse(Handle)) != 0);

        public bool requires_grad
        {
            get => Keep(NativeError.Check(Native.shim_tensor_requires_grad(Handle)) != 0);
            set => Keep(NativeError.Check(Native.shim_tensor_set_requires_grad(Handle, value ? 1 : 0)));
        }

        public long[] shape => size();

        /// <summary>The gradient, as a wrapper of its own that the caller disposes; null before the first backward pass.</summary>
        public Tensor? grad
        {
            get
            {
                IntPtr gradient;
                NativeError.Check(Native.shim_tensor_grad(Handle, &gradient));
                return Keep(gradient == IntPtr.Zero ? null : new Tensor(gradient));
            }
            set
            {
                NativeError.Check(Native.shim_tensor_set_grad(Handle, value?.Handle ?? IntPtr.Zero));
                GC.KeepAlive(value);
                GC.KeepAlive(this);
            }
        }

        /// <summary>The tensor's own memory, in its own order; it is valid while the tensor is alive.</summary>
        /// <exception cref="NotSupportedException">The tensor is not contiguous or not on the CPU.</exception>
        public Span<byte> bytes
        {
            get
            {
                if (!is_contiguous()) throw new NotSupportedException("Bytes() called on non-contiguous tensor.");
                if (device_type != DeviceType.CPU) throw new NotSupportedException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
                return new Span<byte>((void*)DataPointer(), checked((int)(NumberOfElements * ElementSize)));
            }
            set
            {
                var target = bytes;
                if (value.Length != target.Length) throw new ArgumentException($"Mismatched data sizes in Tensor.bytes: {value.Length} bytes for a tensor of {target.Length}.");
                value.CopyTo(target);
            }
        }

        public long dim() => Keep(Native.shim_tensor_dim(Handle));

        public long numel() => Keep(Native.shim_tensor_numel(Handle));

        public long element_size() => Keep(NativeError.Check(Native.shim_tensor_element_size(Handle)));

        public long storage_offset() => Keep(NativeError.Check(Native.shim_tensor_storage_offset(Handle)));

        public long size(int dim) => Ops.size__int.CallLong(this, dim);

        public long[] size()
        {
            var sizes = new long[dim()];
            fixed (long* pointer = sizes) NativeError.Check(Native.shim_tensor_geometry(Handle, pointer, null));
            return Keep(sizes);
        }

        public long[] stride()
        {
            var strides = new long[dim()];
            fixed (long* pointer = strides) NativeError.Check(Native.shim_tensor_geometry(Handle, null, pointer));
            return Keep(strides);
        }

        public long stride(int dim) => Ops.stride__int.CallLong(this, dim);

        public bool is_contiguous() => Keep(NativeError.Check(Native.shim_tensor_is_contiguous(Handle)) != 0);

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public void retain_grad() => Keep(NativeError.Check(Native.shim_tensor_retain_grad(Handle)));

        internal IntPtr DataPointer() => Keep(Native.shim_tensor_data_ptr(Handle));

        // The finalizer must not run while native code holds the handle.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private T Keep<T>(T value)
        {
            GC.KeepAlive(this);
            return value;
        }
    }
}

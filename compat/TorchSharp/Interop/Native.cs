using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace TorchSharp.Interop;

/// <summary>The shim's entry points (native/*.cpp), one to one. Failures are turned into exceptions by <see cref="NativeError"/>.</summary>
internal static unsafe partial class Native
{
    public const string Library = "TorchSharpShim";
    public const int AbiVersion = 1;

    [DllImport(Library)] public static extern int shim_abi_version();
    [DllImport(Library)] public static extern byte* shim_torch_version();
    [DllImport(Library)] public static extern byte* shim_error();

    [DllImport(Library)] public static extern IntPtr shim_operator(byte* name, byte* overload);
    [DllImport(Library)] public static extern int shim_call(IntPtr operation, Value* arguments, int count, Value* results, int capacity);
    [DllImport(Library)] public static extern void shim_free(IntPtr memory);

    [DllImport(Library)] public static extern void shim_tensor_release(IntPtr handle);
    [DllImport(Library), SuppressGCTransition] public static extern long shim_tensor_dim(IntPtr handle);
    [DllImport(Library), SuppressGCTransition] public static extern long shim_tensor_numel(IntPtr handle);
    [DllImport(Library), SuppressGCTransition] public static extern int shim_tensor_dtype(IntPtr handle);
    [DllImport(Library)] public static extern long shim_tensor_element_size(IntPtr handle);
    [DllImport(Library)] public static extern long shim_tensor_storage_offset(IntPtr handle);
    [DllImport(Library)] public static extern int shim_tensor_device(IntPtr handle, int* index);
    [DllImport(Library)] public static extern int shim_tensor_geometry(IntPtr handle, long* sizes, long* strides);
    [DllImport(Library)] public static extern int shim_tensor_is_contiguous(IntPtr handle);
    [DllImport(Library)] public static extern int shim_tensor_is_sparse(IntPtr handle);
    [DllImport(Library)] public static extern int shim_tensor_is_leaf(IntPtr handle);
    [DllImport(Library)] public static extern int shim_tensor_requires_grad(IntPtr handle);
    [DllImport(Library)] public static extern int shim_tensor_set_requires_grad(IntPtr handle, int value);
    [DllImport(Library)] public static extern int shim_tensor_retain_grad(IntPtr handle);
    [DllImport(Library)] public static extern int shim_tensor_grad(IntPtr handle, IntPtr* gradient);
    [DllImport(Library)] public static extern int shim_tensor_set_grad(IntPtr handle, IntPtr gradient);
    [DllImport(Library)] public static extern IntPtr shim_tensor_data_ptr(IntPtr handle);
    [DllImport(Library)] public static extern int shim_tensor_set_data(IntPtr handle, IntPtr source);

    [DllImport(Library), SuppressGCTransition] public static extern int shim_grad_enabled();
    [DllImport(Library), SuppressGCTransition] public static extern void shim_set_grad_enabled(int enabled);
    [DllImport(Library)] public static extern int shim_inference_enabled();
    [DllImport(Library)] public static extern IntPtr shim_inference_enter(int enabled);
    [DllImport(Library)] public static extern void shim_inference_leave(IntPtr mode);
    [DllImport(Library)] public static extern int shim_backward(IntPtr* outputs, int count, IntPtr* gradients, int gradientCount, int retainGraph, int createGraph, IntPtr* inputs, int inputCount);
    [DllImport(Library)] public static extern int shim_grad(IntPtr* outputs, int count, IntPtr* inputs, int inputCount, IntPtr* gradients, int gradientCount, int retainGraph, int createGraph, int allowUnused, IntPtr* results);

    [DllImport(Library)] public static extern void shim_memory_install();
    [DllImport(Library), SuppressGCTransition] public static extern long shim_memory_live();

    [DllImport(Library)] public static extern void shim_manual_seed(long seed);
    [DllImport(Library)] public static extern IntPtr shim_generator_new(ulong seed, int deviceType, int deviceIndex);
    [DllImport(Library)] public static extern IntPtr shim_generator_default(int deviceType, int deviceIndex);
    [DllImport(Library)] public static extern void shim_generator_release(IntPtr handle);
    [DllImport(Library)] public static extern void shim_generator_seed(IntPtr handle, ulong seed);
    [DllImport(Library)] public static extern long shim_generator_reseed(IntPtr handle);
    [DllImport(Library)] public static extern long shim_generator_initial_seed(IntPtr handle);
    [DllImport(Library)] public static extern int shim_generator_state(IntPtr handle, IntPtr* state);
    [DllImport(Library)] public static extern int shim_generator_set_state(IntPtr handle, IntPtr state);

    [DllImport(Library)] public static extern int shim_set_num_threads(int count);
    [DllImport(Library)] public static extern int shim_num_threads();
    [DllImport(Library)] public static extern int shim_blas_threads();
    [DllImport(Library)] public static extern int shim_set_num_interop_threads(int count);
    [DllImport(Library)] public static extern int shim_num_interop_threads();
    [DllImport(Library)] public static extern int shim_cuda_device_count();
    [DllImport(Library)] public static extern int shim_cuda_has_cudnn();
    [DllImport(Library)] public static extern int shim_cuda_synchronize();
    [DllImport(Library)] public static extern void shim_set_deterministic(int enabled, int warnOnly);
    [DllImport(Library)] public static extern int shim_deterministic();
}

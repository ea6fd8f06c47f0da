using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>libtorch's errors as TorchSharp throws them: an <see cref="ExternalException"/> with libtorch's text.</summary>
internal static unsafe class NativeError
{
    public static int Check(int status) => status >= 0 ? status : Throw<int>();

    public static long Check(long status) => status >= 0 ? status : Throw<long>();

    public static IntPtr Check(IntPtr handle) => handle != IntPtr.Zero ? handle : Throw<IntPtr>();

    [DoesNotReturn]
    public static T Throw<T>() => throw new ExternalException(Text());

    public static string Text() => Marshal.PtrToStringUTF8((IntPtr)Native.shim_error()) ?? "";
}

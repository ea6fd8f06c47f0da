using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>One argument or result on its way through the shim; the layout is native/abi.h's.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Value
{
    public Tag Tag;
    public int Length;
    public long Bits;

    public readonly IntPtr Handle => (IntPtr)Bits;
}

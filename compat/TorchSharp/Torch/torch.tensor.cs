using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    // The elements are copied: the tensor owns its memory, and nothing managed stays pinned.
    private static unsafe Tensor FromMemory<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> shape, ScalarType own, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
        where T : unmanaged
    {
        var size = shape.ToArray();
        if (size.TotalSize() != values.Length) throw new ArgumentException($"{values.Length} values cannot take the shape [{string.Join(", ", size)}].");
        var tensor = empty(size, own, CPU, false, names);
        values.CopyTo(new Span<T>((void*)tensor.DataPointer(), values.Length));
        if ((dtype is null || dtype == own) && (device is null || device.type == DeviceType.CPU)) return tensor.requires_grad_(requires_grad);
        using (tensor) return tensor.to(dtype ?? own, device ?? CPU).requires_grad_(requires_grad);
    }

    private static Tensor FromArray<T>(Array array, ScalarType own, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
        where T : unmanaged
    {
        var shape = new long[array.Rank];
        for (var i = 0; i < shape.Length; i++) shape[i] = array.GetLongLength(i);
        return FromMemory(Elements<T>(array), shape, own, dtype, device, requires_grad, names);
    }

    private static ReadOnlySpan<T> Elements<T>(Array array) where T : unmanaged => array.Length == 0
        ? []
        : MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);

    private static ReadOnlySpan<T> Values<T>(IList<T> list) => list as T[] ?? [.. list];
}

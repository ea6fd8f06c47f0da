using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Libtorch;

/// <summary>Tensors over memory that is not libtorch's, such as memory that processes share, and the memory that tensors lie in.</summary>
public static class BorrowedMemory
{
    private static readonly ConcurrentDictionary<nint, Action> _lent = [];

    // Kept here, since libtorch calls it long after it was handed over.
    private static readonly Deleter _deleter = Release;
    private static readonly Deleter _nothing = static _ => { };

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void Deleter(nint address);

    /// <summary>A tensor <c>[elements]</c> over memory, without a copy, on the CPU.</summary>
    /// <param name="address">Where the memory begins, aligned for the type.</param>
    /// <param name="elements">How many elements, at least 1.</param>
    /// <param name="type">Their type.</param>
    /// <param name="released">
    /// Called once, on any thread, when the last tensor that shares the memory was freed, or before this throws; until then it must stay. Null where the
    /// caller keeps it long enough.
    /// </param>
    /// <exception cref="ArgumentException">With <paramref name="released"/>: what begins there is lent to another tensor already.</exception>
    public static Tensor Tensor(nint address, long elements, torch.ScalarType type, Action? released)
    {
        if (elements < 1 || (released is not null && !_lent.TryAdd(address, released)))
        {
            released?.Invoke();
            ArgumentOutOfRangeException.ThrowIfLessThan(elements, 1);
            throw new ArgumentException("The memory is lent to another tensor already; it can be lent once at a time.", nameof(address));
        }
        var handle = THSTensor_new(address, released is null ? _nothing : _deleter, [elements], 1, (sbyte)type, (sbyte)type, 0, -1, 0);
        if (handle == 0)
        {
            Release(address);
            torch.CheckForErrors();
        }
        return torch.Tensor.UnsafeCreateTensor(handle);
    }

    /// <summary>Where a tensor's first element lies; meaningful on the CPU.</summary>
    public static nint AddressOf(Tensor tensor)
    {
        var address = THSTensor_data(tensor.Handle);
        GC.KeepAlive(tensor);
        return address;
    }

    private static void Release(nint address)
    {
        if (_lent.TryRemove(address, out var released))
            released();
    }

    [DllImport("LibTorchSharp")]
    private static extern nint THSTensor_new(
        nint data,
        Deleter deleter,
        long[] sizes,
        int dimensions,
        sbyte scalarType,
        sbyte resultType,
        int deviceType,
        int deviceIndex,
        byte requiresGradient
    );

    [DllImport("LibTorchSharp")]
    private static extern nint THSTensor_data(nint tensor);
}

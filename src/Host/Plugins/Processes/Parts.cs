using System.Runtime.InteropServices;
using DeferredSeg.Libtorch;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Plugins.Processes;

/// <summary>A tensor, or an array of bytes, in a block of shared memory.</summary>
/// <param name="Name">What it is to the call.</param>
/// <param name="Block">The number of its block.</param>
/// <param name="Offset">Where its first element lies, in bytes from the block's beginning.</param>
/// <param name="Type">The number of its <see cref="torch.ScalarType"/>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Strides">Its strides, in elements.</param>
internal sealed record Part(string Name, int Block, long Offset, int Type, long[] Shape, long[] Strides)
{
    /// <summary>Parts begin at multiples of this, as libtorch's own tensors do.</summary>
    public const long Alignment = 64;

    /// <summary>The elements from the first to the last, those between included.</summary>
    public long Extent => Shape.Contains(0) ? 0 : 1 + Shape.Zip(Strides).Sum(pair => (pair.First - 1) * pair.Second);

    /// <summary>The bytes of a part that is packed, up to where the next may begin.</summary>
    public static long Room(long bytes) => Math.Max((bytes + Alignment - 1) / Alignment * Alignment, Alignment);
}

/// <summary>What a call takes or gives: named tensors and arrays of bytes, to be packed into one block.</summary>
internal sealed class Cargo
{
    private readonly List<(string Name, Tensor Tensor)> _tensors = [];
    private readonly List<(string Name, byte[] Bytes)> _bytes = [];

    // A tensor takes at most so many times its own elements, with what lies between them.
    private const long MostGaps = 4;

    public IReadOnlyList<(string Name, Tensor Tensor)> Tensors => _tensors;

    public IReadOnlyList<(string Name, byte[] Bytes)> Bytes => _bytes;

    /// <summary>Adds a tensor, which stays the caller's; null adds nothing.</summary>
    public Cargo Add(string name, Tensor? tensor)
    {
        if (tensor is not null)
            _tensors.Add((name, tensor));
        return this;
    }

    /// <summary>Adds bytes; null adds nothing.</summary>
    public Cargo Add(string name, byte[]? bytes)
    {
        if (bytes is not null)
            _bytes.Add((name, bytes));
        return this;
    }

    /// <summary>The bytes that packing takes; 0 where there is nothing to pack.</summary>
    /// <param name="lies">The part that a tensor already is, where it lies in shared memory; null where it is packed.</param>
    public long Size(Func<string, Tensor, Part?> lies) =>
        _tensors.Where(one => lies(one.Name, one.Tensor) is null).Sum(one => Part.Room(Packed("", 0, 0, one.Tensor).Extent * one.Tensor.ElementSize))
        + _bytes.Sum(one => Part.Room(one.Bytes.Length));

    /// <summary>Copies everything into a block, once, that does not lie in shared memory already.</summary>
    /// <param name="block">The block's number.</param>
    /// <param name="memory">The block, at least of <see cref="Size"/>; null where that is 0.</param>
    /// <param name="lies">As for <see cref="Size"/>.</param>
    public Part[] Pack(int block, SharedMemory? memory, Func<string, Tensor, Part?> lies)
    {
        var at = 0L;
        List<Part> parts = [];
        foreach (var (name, tensor) in _tensors)
        {
            if (lies(name, tensor) is { } there)
            {
                parts.Add(there);
                continue;
            }
            var part = Packed(name, block, at, tensor);
            Copy(tensor, part, memory);
            parts.Add(part);
            at += Part.Room(part.Extent * tensor.ElementSize);
        }
        foreach (var (name, bytes) in _bytes)
        {
            Marshal.Copy(bytes, 0, memory!.Address + (nint)at, bytes.Length);
            parts.Add(new(name, block, at, (int)torch.ScalarType.Byte, [bytes.Length], [1]));
            at += Part.Room(bytes.Length);
        }
        return [.. parts];
    }

    /// <summary>
    /// The part that a tensor becomes: with its own strides, gaps between rows included, so that the other side computes with the same layout and to the same
    /// bit; contiguous where most of it would be gaps.
    /// </summary>
    private static Part Packed(string name, int block, long at, Tensor tensor)
    {
        var part = new Part(name, block, at, (int)tensor.dtype, tensor.shape, tensor.stride());
        if (part.Extent <= MostGaps * tensor.numel())
            return part;
        var (shape, dense) = (part.Shape, new long[part.Shape.Length]);
        for (var (axis, stride) = (shape.Length - 1, 1L); axis >= 0; stride *= shape[axis--])
            dense[axis] = stride;
        return part with { Strides = dense };
    }

    private static void Copy(Tensor tensor, Part part, SharedMemory? memory)
    {
        if (part.Extent == 0)
            return;
        using var frozen = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var source = tensor.detach();
        var keepsLayout = part.Strides.AsSpan().SequenceEqual(tensor.stride());
        if (keepsLayout)
            PartTensor
                .Over(part with { Shape = [part.Extent], Strides = [1] }, memory!, null)
                .copy_(source.as_strided([part.Extent], [1], source.storage_offset()));
        else
            PartTensor.Over(part, memory!, null).copy_(source);
    }
}

/// <summary>Tensors over parts.</summary>
internal static class PartTensor
{
    /// <summary>The tensor of a part, without a copy.</summary>
    /// <param name="part">The part.</param>
    /// <param name="memory">The block that it lies in.</param>
    /// <param name="released">Called once when nothing uses the memory any more, at once where there is nothing; null where nobody waits for it.</param>
    public static Tensor Over(Part part, SharedMemory memory, Action? released)
    {
        var type = (torch.ScalarType)part.Type;
        if (part.Extent == 0)
        {
            released?.Invoke();
            return torch.empty(part.Shape, dtype: type);
        }
        using var whole = BorrowedMemory.Tensor(memory.Address + (nint)part.Offset, part.Extent, type, released);
        return whole.as_strided(part.Shape, part.Strides);
    }

    /// <summary>The bytes of a part, copied.</summary>
    public static byte[] Bytes(Part part, SharedMemory memory)
    {
        var bytes = new byte[part.Extent];
        Marshal.Copy(memory.Address + (nint)part.Offset, bytes, 0, bytes.Length);
        return bytes;
    }
}

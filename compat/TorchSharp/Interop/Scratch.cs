using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp.Interop;

/// <summary>Memory that arguments are laid out in for one call: the caller's stack, and the heap for what does not fit.</summary>
internal unsafe ref struct Scratch(Span<byte> stack)
{
    private Span<byte> _free = stack;
    private List<IntPtr>? _heap;

    public Value Convert(in Arg arg) => arg.Tag switch
    {
        Tag.Tensor => new Value { Tag = Tag.Tensor, Bits = ((torch.Tensor)arg.Reference!).Handle },
        Tag.Generator => new Value { Tag = Tag.Generator, Bits = ((torch.Generator)arg.Reference!).Handle },
        Tag.Device => Device((torch.Device)arg.Reference!),
        Tag.Longs => List(Tag.Longs, MemoryMarshal.AsBytes(((long[])arg.Reference!).AsSpan()), sizeof(long)),
        Tag.Doubles => List(Tag.Doubles, MemoryMarshal.AsBytes(((double[])arg.Reference!).AsSpan()), sizeof(double)),
        Tag.Bools => List(Tag.Bools, MemoryMarshal.AsBytes(((bool[])arg.Reference!).AsSpan()), sizeof(bool)),
        Tag.String => List(Tag.String, Encoding.UTF8.GetBytes((string)arg.Reference!), sizeof(byte)),
        Tag.Tensors => Tensors((torch.Tensor?[])arg.Reference!),
        _ => new Value { Tag = arg.Tag, Bits = arg.Bits },
    };

    public void Release()
    {
        if (_heap is null) return;
        foreach (var memory in _heap) NativeMemory.Free((void*)memory);
    }

    private static Value Device(torch.Device device) => new() { Tag = Tag.Device, Length = (int)device.type, Bits = device.index };

    private Value List(Tag tag, ReadOnlySpan<byte> bytes, int elementSize)
    {
        var target = Take(bytes.Length);
        bytes.CopyTo(new Span<byte>(target, bytes.Length));
        return new Value { Tag = tag, Length = bytes.Length / elementSize, Bits = (long)target };
    }

    private Value Tensors(torch.Tensor?[] tensors)
    {
        var handles = (IntPtr*)Take(tensors.Length * sizeof(IntPtr));
        for (var i = 0; i < tensors.Length; i++) handles[i] = tensors[i]?.Handle ?? IntPtr.Zero;
        return new Value { Tag = Tag.Tensors, Length = tensors.Length, Bits = (long)handles };
    }

    private byte* Take(int bytes)
    {
        var aligned = (bytes + 7) & ~7;
        if (aligned <= _free.Length)
        {
            // The span is the caller's stack, which does not move.
            var taken = (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(_free));
            _free = _free[aligned..];
            return taken;
        }
        var memory = (byte*)NativeMemory.Alloc((nuint)aligned);
        (_heap ??= []).Add((IntPtr)memory);
        return memory;
    }
}

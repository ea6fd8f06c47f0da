using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace DeferredSeg.Formats.Tensors;

/// <summary>Where a tensor's elements lie in its storage; all numbers count elements. It takes the arrays over.</summary>
internal sealed class TensorLayout(long offset, long[] shape, long[] strides)
{
    /// <summary>
    /// A broadcast tensor (stride 0) claims more values than the file holds, so a few bytes could ask for any amount of
    /// memory. Honest ones are small masks.
    /// </summary>
    private const long LargestBroadcastBytes = 1 << 24;

    /// <summary>Overlapping layouts are gathered only when the range they touch fits into the buffer.</summary>
    internal const int LargestOverlapBytes = 1 << 20;

    public long Offset { get; } = offset;

    public ImmutableArray<long> Shape { get; } = ImmutableCollectionsMarshal.AsImmutableArray(shape);

    public ImmutableArray<long> Strides { get; } = ImmutableCollectionsMarshal.AsImmutableArray(strides);

    public long ElementCount { get; } = TensorInfo.TryCount(shape, 1, out long count) ? count : 0;

    /// <summary>How many elements of the storage lie from the first to the last that is touched.</summary>
    public long Extent => ElementCount == 0 ? 0 : (long)(LastElement() - Offset + 1);

    /// <summary>True when the elements lie in row-major order without gaps.</summary>
    public bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int i = Shape.Length - 1; i >= 0; i--)
            {
                if (Shape[i] != 1 && Strides[i] != expected)
                    return ElementCount == 0;
                expected *= Shape[i];
            }

            return true;
        }
    }

    /// <summary>Why the layout cannot be that of a tensor in a storage of this length; null when it can.</summary>
    public string? Fault(long storageBytes, int elementSize)
    {
        if (Shape.Length != Strides.Length)
            return $"has {Shape.Length} sizes and {Strides.Length} strides";
        if (Offset < 0 || Strides.Any(stride => stride < 0) || Shape.Any(size => size < 0))
            return $"has a negative offset, size or stride: {this}";
        if (!TensorInfo.TryCount(Shape.AsSpan(), elementSize, out _))
            return $"has a shape whose bytes exceed 2^63 - 1: {this}";
        if (ElementCount == 0)
            return null;
        if (LastElement() >= storageBytes / elementSize)
            return $"reaches out of its storage of {storageBytes / elementSize} elements: {this}";
        if (ElementCount * elementSize > Math.Max(storageBytes, LargestBroadcastBytes))
            return $"repeats its storage of {storageBytes} bytes to {ElementCount * elementSize} bytes, more than {LargestBroadcastBytes}: "
                + $"{this}; save a contiguous copy";
        if (Overlaps() && Extent * elementSize > LargestOverlapBytes)
            return $"overlaps itself over more than {LargestOverlapBytes} bytes: {this}; save a contiguous copy";
        return null;
    }

    public override string ToString() => $"offset {Offset}, size [{string.Join(", ", Shape)}], stride [{string.Join(", ", Strides)}]";

    /// <summary>In 128 bits, which suffice: the product of the sizes and every stride have at most 63.</summary>
    private Int128 LastElement()
    {
        Int128 last = Offset;
        for (int i = 0; i < Shape.Length; i++)
            last += (Int128)(Shape[i] - 1) * Strides[i];
        return last;
    }

    /// <summary>True when walking the dimensions from the largest stride to the smallest could step back.</summary>
    private bool Overlaps()
    {
        Int128 reach = 0;
        foreach (int i in Enumerable.Range(0, Shape.Length).Where(i => Shape[i] > 1 && Strides[i] > 0).OrderBy(i => Strides[i]))
        {
            if (Strides[i] <= reach)
                return true;
            reach += (Int128)(Shape[i] - 1) * Strides[i];
        }

        return false;
    }
}

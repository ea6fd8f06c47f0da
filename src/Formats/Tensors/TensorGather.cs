using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DeferredSeg.Formats.Tensors;

/// <summary>
/// Copies a strided tensor into row-major order. It walks the dimensions from the largest stride of the storage to the
/// smallest, so the storage is read once from front to back through a small window, and scatters into the destination.
/// </summary>
internal static class TensorGather
{
    /// <summary>A multiple of every element size, so that no element straddles two windows.</summary>
    private const int WindowBytes = 1 << 18;

    /// <param name="pass">A fresh pass over the storage.</param>
    /// <param name="start">The storage's first byte within the pass.</param>
    /// <param name="layout">A layout without fault.</param>
    /// <param name="elementSize">1, 2, 4 or 8.</param>
    /// <param name="destination">Exactly the tensor's bytes.</param>
    public static void Read(StoragePass pass, long start, TensorLayout layout, int elementSize, Span<byte> destination)
    {
        if (destination.IsEmpty)
            return;
        start += layout.Offset * elementSize;
        if (layout.IsContiguous)
        {
            pass.Read(start, destination);
            return;
        }

        long extent = layout.Extent * elementSize;
        byte[] window = ArrayPool<byte>.Shared.Rent(extent <= TensorLayout.LargestOverlapBytes ? (int)extent : WindowBytes);
        try
        {
            Scatter(pass, start, extent, Dimensions(layout, elementSize), elementSize, window, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(window);
        }
    }

    private static void Scatter(
        StoragePass pass,
        long start,
        long extent,
        (long Size, long From, long To)[] outer,
        int elementSize,
        byte[] window,
        Span<byte> destination
    )
    {
        (long size, long step, long stepTo) = outer[^1];
        long[] index = new long[outer.Length - 1];
        long windowStart = 0;
        long windowEnd = 0;
        long from = 0;
        long to = 0;
        do
        {
            for (long done = 0; done < size; )
            {
                long position = from + done * step;
                if (position + elementSize > windowEnd)
                {
                    windowStart = position;
                    windowEnd = Math.Min(extent, position + window.Length);
                    pass.Read(start + windowStart, window.AsSpan(0, (int)(windowEnd - windowStart)));
                }

                long fits = step == 0 ? size : (windowEnd - elementSize - position) / step + 1;
                int count = (int)Math.Min(size - done, fits);
                Copy(window.AsSpan((int)(position - windowStart)), step, destination[(int)(to + done * stepTo)..], stepTo, count, elementSize);
                done += count;
            }
        } while (Advance(outer, index, ref from, ref to));
    }

    /// <summary>Sizes with steps in bytes of storage and destination, largest storage step first; never empty.</summary>
    private static (long Size, long From, long To)[] Dimensions(TensorLayout layout, int elementSize)
    {
        List<(long Size, long From, long To)> dimensions = [];
        long to = elementSize;
        for (int i = layout.Shape.Length - 1; i >= 0; i--)
        {
            if (layout.Shape[i] > 1)
                dimensions.Add((layout.Shape[i], layout.Strides[i] * elementSize, to));
            to *= layout.Shape[i];
        }

        return [.. dimensions.OrderByDescending(dimension => dimension.From)];
    }

    private static bool Advance((long Size, long From, long To)[] dimensions, long[] index, ref long from, ref long to)
    {
        for (int i = index.Length - 1; i >= 0; i--)
        {
            from += dimensions[i].From;
            to += dimensions[i].To;
            if (++index[i] < dimensions[i].Size)
                return true;
            from -= index[i] * dimensions[i].From;
            to -= index[i] * dimensions[i].To;
            index[i] = 0;
        }

        return false;
    }

    private static void Copy(ReadOnlySpan<byte> from, long fromStep, Span<byte> to, long toStep, int count, int elementSize)
    {
        switch (elementSize)
        {
            case 1:
                Copy<byte>(from, fromStep, to, toStep, count);
                break;
            case 2:
                Copy<short>(from, fromStep, to, toStep, count);
                break;
            case 4:
                Copy<int>(from, fromStep, to, toStep, count);
                break;
            default:
                Copy<long>(from, fromStep, to, toStep, count);
                break;
        }
    }

    private static void Copy<T>(ReadOnlySpan<byte> from, long fromStep, Span<byte> to, long toStep, int count)
        where T : unmanaged
    {
        if (fromStep == Unsafe.SizeOf<T>() && toStep == fromStep)
        {
            from[..(count * Unsafe.SizeOf<T>())].CopyTo(to);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            T element = MemoryMarshal.Read<T>(from[(int)(i * fromStep)..]);
            MemoryMarshal.Write(to[(int)(i * toStep)..], in element);
        }
    }
}

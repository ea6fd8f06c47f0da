using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Volumes;

/// <summary>The stored voxels of a file, read in parts. It takes the bytes over.</summary>
internal sealed class NiftiVoxels(NiftiHeader header, NiftiBytes bytes, string name) : IDisposable
{
    /// <summary>A multiple of every element size.</summary>
    private const int ChunkBytes = 1 << 18;

    private readonly Lock _inflating = new();
    private (ByteSource Source, long Start)? _stored;
    private bool _isClosed;

    /// <summary>Reads all values.</summary>
    public void ReadAll(Span<byte> destination, TensorDType dtype)
    {
        (ByteSource source, long start) = Stored();
        int size = header.Type.Size();
        byte[] chunk = new byte[(int)Math.Min(ChunkBytes, header.DataLength)];
        for (long done = 0; done < header.DataLength; done += chunk.Length)
        {
            Span<byte> part = chunk.AsSpan(0, (int)Math.Min(chunk.Length, header.DataLength - done));
            source.ReadExactly(start + done, part);
            Convert(part, destination.Slice((int)(done / size * dtype.ElementSize()), part.Length / size * dtype.ElementSize()), dtype);
        }
    }

    /// <summary>Reads a slice, of which the caller has checked the place and the size.</summary>
    public void ReadSlice(VolumeAxis axis, long index, long volume, Span<byte> destination, TensorDType dtype)
    {
        (ByteSource source, long start) = Stored();
        (long width, long height, long depth) = (header.Size[0], header.Size[1], header.Size[2]);
        long first = volume * width * height * depth;
        TensorLayout layout = axis switch
        {
            VolumeAxis.X => new(first + index, [depth, height], [width * height, width]),
            VolumeAxis.Y => new(first + index * width, [depth, width], [width * height, 1]),
            _ => new(first + index * width * height, [height, width], [width, 1]),
        };
        byte[] stored = new byte[layout.ElementCount * header.Type.Size()];
        using StoragePass pass = new StoredBytes(source, start).BeginPass();
        TensorGather.Read(pass, 0, layout, header.Type.Size(), stored);
        Convert(stored, destination, dtype);
    }

    public void Dispose()
    {
        lock (_inflating)
        {
            _isClosed = true;
            _stored = null;
            bytes.Dispose();
        }
    }

    private (ByteSource Source, long Start) Stored()
    {
        lock (_inflating)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(NiftiFile));
            return _stored ??= bytes.IsCompressed
                ? (new MemoryBytes(name, bytes.Inflate(header.DataStart, header.DataLength)), 0)
                : (bytes.Source, header.DataStart);
        }
    }

    private void Convert(Span<byte> stored, Span<byte> destination, TensorDType dtype)
    {
        try
        {
            NiftiElements.Order(stored, header);
            NiftiElements.Convert(stored, header, destination, dtype);
        }
        catch (OverflowException e)
        {
            throw bytes.Fault.Refuse(
                null,
                $"a uint64 above the largest signed number",
                $"at most {long.MaxValue}",
                "read the volume in single precision, or save it as float64",
                e
            );
        }
    }
}

/// <summary>Turns stored voxels into values.</summary>
internal static class NiftiElements
{
    /// <summary>Turns stored voxels into little-endian ones where they are not.</summary>
    public static void Order(Span<byte> stored, NiftiHeader header)
    {
        if (!header.IsBigEndian)
            return;
        switch (header.Type.Size())
        {
            case 2:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ushort>(stored), MemoryMarshal.Cast<byte, ushort>(stored));
                break;
            case 4:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(stored), MemoryMarshal.Cast<byte, uint>(stored));
                break;
            case 8:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ulong>(stored), MemoryMarshal.Cast<byte, ulong>(stored));
                break;
        }
    }

    /// <summary>Converts little-endian stored voxels, with the header's scaling in double precision.</summary>
    /// <param name="stored">Whole voxels.</param>
    /// <param name="header">Their type and scaling.</param>
    /// <param name="destination">As many values.</param>
    /// <param name="dtype">Float32, or what <see cref="NiftiTypes.DType"/> says.</param>
    /// <exception cref="OverflowException">An unscaled unsigned number of 8 bytes is above the largest signed one.</exception>
    public static void Convert(ReadOnlySpan<byte> stored, NiftiHeader header, Span<byte> destination, TensorDType dtype)
    {
        switch (header.Type)
        {
            case NiftiType.UInt8:
                Convert<byte>(stored, header, destination, dtype);
                break;
            case NiftiType.Int8:
                Convert<sbyte>(stored, header, destination, dtype);
                break;
            case NiftiType.Int16:
                Convert<short>(stored, header, destination, dtype);
                break;
            case NiftiType.UInt16:
                Convert<ushort>(stored, header, destination, dtype);
                break;
            case NiftiType.Int32:
                Convert<int>(stored, header, destination, dtype);
                break;
            case NiftiType.UInt32:
                Convert<uint>(stored, header, destination, dtype);
                break;
            case NiftiType.Int64:
                Convert<long>(stored, header, destination, dtype);
                break;
            case NiftiType.UInt64:
                Convert<ulong>(stored, header, destination, dtype);
                break;
            case NiftiType.Float32:
                Convert<float>(stored, header, destination, dtype);
                break;
            default:
                Convert<double>(stored, header, destination, dtype);
                break;
        }
    }

    private static void Convert<T>(ReadOnlySpan<byte> stored, NiftiHeader header, Span<byte> destination, TensorDType dtype)
        where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<T> from = MemoryMarshal.Cast<byte, T>(stored);
        switch (dtype)
        {
            case TensorDType.Float32:
                Scale(from, header, MemoryMarshal.Cast<byte, float>(destination));
                break;
            case TensorDType.Float64:
                Scale(from, header, MemoryMarshal.Cast<byte, double>(destination));
                break;
            case TensorDType.Int32:
                Widen(from, MemoryMarshal.Cast<byte, int>(destination));
                break;
            case TensorDType.Int64:
                Widen(from, MemoryMarshal.Cast<byte, long>(destination));
                break;
            default:
                stored.CopyTo(destination);
                break;
        }
    }

    private static void Scale<T, TTo>(ReadOnlySpan<T> from, NiftiHeader header, Span<TTo> to)
        where T : unmanaged, INumber<T>
        where TTo : unmanaged, INumber<TTo>
    {
        (double slope, double intercept) = (header.Slope, header.Intercept);
        if (header.IsScaled)
            for (int i = 0; i < from.Length; i++)
                to[i] = TTo.CreateTruncating(double.CreateTruncating(from[i]) * slope + intercept);
        else
            for (int i = 0; i < from.Length; i++)
                to[i] = TTo.CreateTruncating(from[i]);
    }

    private static void Widen<T, TTo>(ReadOnlySpan<T> from, Span<TTo> to)
        where T : unmanaged, INumber<T>
        where TTo : unmanaged, INumber<TTo>
    {
        for (int i = 0; i < from.Length; i++)
            to[i] = TTo.CreateChecked(from[i]);
    }
}

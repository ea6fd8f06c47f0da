using DeferredSeg.Formats.Bytes;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.PyTorch.Storages;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Volumes.Nifti;

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

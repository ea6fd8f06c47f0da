using System.Buffers.Binary;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Numpy;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Data.Datasets.Files;

/// <summary>An array of an NPY file in double precision.</summary>
/// <param name="Shape">Its sizes.</param>
/// <param name="Values">Its values, row-major.</param>
/// <param name="FullScale">255 for bytes, else null.</param>
internal sealed record FileArray(IReadOnlyList<long> Shape, double[] Values, int? FullScale)
{
    /// <summary>Reads the only array of a file.</summary>
    /// <exception cref="ImageFileException">It has no value, or 2^31 and more.</exception>
    public static FileArray Read(string file)
    {
        using var npy = NpyFile.Open(file);
        var info = npy.Tensors[0];
        if (info.ElementCount is < 1 or > int.MaxValue / 8)
            throw new ImageFileException(file, null, $"an array {info.Form}", "one image [H, W], [H, W, C] or [C, H, W]", "save one image in a file");
        var bytes = new byte[info.ByteCount];
        npy.Read(info.Name, bytes);
        var size = (int)(info.ByteCount / info.ElementCount);
        var values = new double[info.ElementCount];
        for (var i = 0; i < values.Length; i++)
            values[i] = Value(bytes.AsSpan(i * size, size), info.DType);
        return new(info.Shape, values, info.DType == TensorDType.UInt8 ? byte.MaxValue : null);
    }

    private static double Value(ReadOnlySpan<byte> bytes, TensorDType dtype) =>
        dtype switch
        {
            TensorDType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            TensorDType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            TensorDType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            TensorDType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            TensorDType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            TensorDType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            TensorDType.Int8 => (sbyte)bytes[0],
            TensorDType.UInt8 or TensorDType.Bool => bytes[0],
            _ => throw new NotSupportedException($"Images of {dtype} are not read; expected whole or real numbers."),
        };
}

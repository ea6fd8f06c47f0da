using System.Buffers.Binary;
using DeferredSeg.Formats.Numpy;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Tests.Numpy;

/// <summary>Files that NumPy itself wrote.</summary>
public class NumpyFixtureTests
{
    [Theory]
    [InlineData("stored.npz")]
    [InlineData("deflated.npz")]
    public void Every_element_type_in_either_byte_order_and_index_order_is_read_row_major(string name)
    {
        using NpzFile file = NpzFile.Open(Fixture(name));
        int compared = 0;
        foreach (
            TensorInfo tensor in file.Tensors.Where(tensor =>
                tensor.Name.StartsWith("c_", StringComparison.Ordinal) || tensor.Name.StartsWith("fortran_", StringComparison.Ordinal)
            )
        )
        {
            Assert.Equal((long[])[2, 3, 4], tensor.Shape);
            string type = tensor.Name[^2..];
            Assert.Equal(Expected(type), Values(TensorBytes.Of(file, tensor), tensor.DType));
            Assert.Equal(ReadAs(type), tensor.DType);
            compared++;
        }

        Assert.Equal(42, compared);
    }

    [Fact]
    public void Scalars_empty_arrays_and_lines_keep_their_shape()
    {
        using NpzFile file = NpzFile.Open(Fixture("stored.npz"));
        Assert.True(file.TryGet("scalar", out TensorInfo? scalar));
        Assert.Empty(scalar.Shape);
        Assert.Equal([0.5], Values(TensorBytes.Of(file, scalar), scalar.DType));
        Assert.True(file.TryGet("empty", out TensorInfo? empty));
        Assert.Equal((long[])[0, 3], empty.Shape);
        Assert.Empty(TensorBytes.Of(file, empty));
        Assert.True(file.TryGet("line", out TensorInfo? line));
        Assert.Equal([3.0, 10, 6, 2, 9], Values(TensorBytes.Of(file, line), line.DType));
    }

    [Fact]
    public void A_single_array_is_called_by_the_file_or_as_asked()
    {
        using NpyFile file = NpyFile.Open(Fixture("fortran.npy"));
        Assert.Equal("fortran", file.Array.Name);
        Assert.Equal(Expected("f8"), Values(TensorBytes.Of(file, file.Array), TensorDType.Float64));
        using NpyFile named = NpyFile.Open(Fixture("version2.npy"), "target");
        Assert.True(named.TryGet("target", out _));
        Assert.False(named.TryGet("version2", out _));
        Assert.Throws<KeyNotFoundException>(() => named.Read("version2", default));
        Assert.Equal(Expected("f4"), Values(TensorBytes.Of(named, "target"), TensorDType.Float32));
    }

    internal static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Numpy", "Fixtures", name);

    private static double[] Expected(string type) =>
        [
            .. Enumerable
                .Range(0, 24)
                .Select(i => ((i * 7) + 3) % 11)
                .Select(value =>
                    type[0] switch
                    {
                        'b' => value % 3 == 0 ? 1.0 : 0,
                        'f' => (value - 5) * 0.25,
                        'u' => value,
                        _ => value - 5,
                    }
                ),
        ];

    private static TensorDType ReadAs(string type) =>
        type switch
        {
            "b1" => TensorDType.Bool,
            "u1" => TensorDType.UInt8,
            "i1" => TensorDType.Int8,
            "i2" => TensorDType.Int16,
            "i4" or "u2" => TensorDType.Int32,
            "i8" or "u4" or "u8" => TensorDType.Int64,
            "f2" => TensorDType.Float16,
            "f4" => TensorDType.Float32,
            _ => TensorDType.Float64,
        };

    private static double[] Values(byte[] bytes, TensorDType dtype)
    {
        int size = dtype.ElementSize();
        return [.. Enumerable.Range(0, bytes.Length / size).Select(i => Value(bytes.AsSpan(i * size), dtype))];
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
            _ => bytes[0],
        };
}

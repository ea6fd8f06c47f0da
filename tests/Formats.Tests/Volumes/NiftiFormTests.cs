using System.Buffers.Binary;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Formats.Tests.Volumes;

/// <summary>Every form of the specification, built by hand and compared value by value.</summary>
public class NiftiFormTests
{
    /// <summary>Code, bytes, the type as an array, and how a value's bytes are written.</summary>
    private static readonly (int Code, int Size, TensorDType DType, Func<int, byte[]> Bytes)[] _types =
    [
        (2, 1, TensorDType.UInt8, value => [(byte)Math.Abs(value)]),
        (256, 1, TensorDType.Int8, value => [(byte)(sbyte)value]),
        (4, 2, TensorDType.Int16, value => BitConverter.GetBytes((short)(value * 100))),
        (512, 2, TensorDType.Int32, value => BitConverter.GetBytes((ushort)(Math.Abs(value) * 400))),
        (8, 4, TensorDType.Int32, value => BitConverter.GetBytes(value * 10_000_000)),
        (768, 4, TensorDType.Int64, value => BitConverter.GetBytes((uint)Math.Abs(value) * 30_000_000)),
        (1024, 8, TensorDType.Int64, value => BitConverter.GetBytes(value * 1_000_000_000_000)),
        (1280, 8, TensorDType.Int64, value => BitConverter.GetBytes((ulong)Math.Abs(value) * 1_000_000_000_000)),
        (16, 4, TensorDType.Float32, value => BitConverter.GetBytes(value / 7f)),
        (64, 8, TensorDType.Float64, value => BitConverter.GetBytes(value / 7.0)),
    ];

    [Fact]
    public void Every_type_version_byte_order_and_scaling_is_read_whole_and_by_slices()
    {
        int seed = TestSeed.Value;
        Random random = new(seed);
        foreach (var type in _types)
        foreach (int version in new[] { 1, 2 })
        foreach (bool bigEndian in new[] { false, true })
        foreach (bool scaled in new[] { false, true })
            Compare(random, type, version, bigEndian, scaled, $"seed {seed}, type {type.Code}, version {version}, big-endian {bigEndian}, scaled {scaled}");
    }

    [Theory]
    [InlineData(new long[] { 1, 6, 9, 9, 9, 9, 9, 9 }, "UInt8 [1, 1, 6]")]
    [InlineData(new long[] { 2, 6, 4, 0, 0, 0, 0, 0 }, "UInt8 [1, 4, 6]")]
    [InlineData(new long[] { 4, 6, 4, 1, 1, -1, 0, 7 }, "UInt8 [1, 4, 6]")]
    [InlineData(new long[] { 4, 2, 3, 2, 2, 0, 0, 0 }, "UInt8 [2, 2, 3, 2]")]
    [InlineData(new long[] { 7, 2, 3, 4, 1, 1, 1, 1 }, "UInt8 [4, 3, 2]")]
    public void Dimensions_that_are_not_used_do_not_count(long[] dimensions, string form)
    {
        using NiftiFile file = Open(new StoredNifti { Dimensions = dimensions });
        Assert.Equal(form, file.Array.Form);
    }

    [Theory]
    [InlineData(0, 5, 7)]
    [InlineData(double.NaN, 5, 7)]
    [InlineData(double.PositiveInfinity, 5, 7)]
    [InlineData(1, 0, 7)]
    [InlineData(2, double.NaN, 14)]
    [InlineData(-2, 0.5, -13.5)]
    public void A_slope_that_is_0_or_no_number_means_no_scaling(double slope, double intercept, float seventh)
    {
        using NiftiFile file = Open(new StoredNifti { Slope = slope, Intercept = intercept });
        float[] values = new float[24];
        file.Read(values);
        Assert.Equal(seventh, values[7]);
        Assert.Equal(seventh == 7 ? TensorDType.UInt8 : TensorDType.Float32, file.Array.DType);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(10, 1)]
    [InlineData(1, 1000)]
    [InlineData(3, 0.001)]
    public void Lengths_are_turned_into_millimetres(int units, double factor)
    {
        using NiftiFile file = Open(
            new StoredNifti
            {
                Version = 2,
                Units = units,
                Distances = [1, 0.5, -2, 4, 1, 1, 1, 1],
                SformCode = 1,
                Sform = [0, 2, 0, 5, 3, 0, 0, 6, 0, 0, 4, 7],
            }
        );
        Assert.Equal([0.5 * factor, 2 * factor, 4 * factor], file.Header.Geometry.Spacing);
        Assert.Equal([0, 2 * factor, 0, 5 * factor, 3 * factor, 0, 0, 6 * factor, 0, 0, 4 * factor, 7 * factor, 0, 0, 0, 1], file.Header.Geometry.Affine!);
    }

    [Fact]
    public void The_sform_goes_before_the_qform_and_that_before_the_spacing()
    {
        StoredNifti stored = new()
        {
            Distances = [-1, 2, 3, 4, 0, 0, 0, 0],
            SformCode = 4,
            QformCode = 1,
            Qform = [Math.Sqrt(0.5), 0, 0, 10, 20, 30],
            Sform = [9, 0, 0, 1, 0, 9, 0, 2, 0, 0, 9, 3],
        };
        Assert.Equal((AffineSource.Sform, 4, 9), Source(stored));
        Assert.Equal((AffineSource.Qform, 1, 2), Source(stored with { SformCode = 0 }));
        Assert.Equal((AffineSource.Spacing, 0, -2), Source(stored with { SformCode = 0, QformCode = 0 }));
        using NiftiFile turned = Open(stored with { SformCode = 0 });
        // A quarter turn about the first axis, and the third axis reversed.
        double[] expected = [2, 0, 0, 10, 0, 0, 4, 20, 0, 3, 0, 30, 0, 0, 0, 1];
        Assert.All(expected.Zip(turned.Header.Geometry.Affine!), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        using NiftiFile bare = Open(stored with { SformCode = 0, QformCode = 0 });
        Assert.Equal([-2, 0, 0, 1, 0, 3, 0, -3, 0, 0, 4, -6, 0, 0, 0, 1], bare.Header.Geometry.Affine!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Extensions_and_what_follows_the_voxels_are_skipped(bool compressed)
    {
        byte[] between = [1, 0, 0, 0, 32, 0, 0, 0, 6, 0, 0, 0, .. new byte[24]];
        StoredNifti stored = new();
        byte[] file = [.. (stored with { Between = between, Start = 348 + between.Length }).File(), 1, 2, 3];
        using NiftiFile read = NiftiFile.Open(compressed ? StoredNifti.Gzip(file) : file, "a.nii", "a");
        Assert.Equal(stored.Voxels, TensorBytes.Of(read, "a"));
    }

    [Fact]
    public void A_pair_is_read_by_either_name_compressed_or_not()
    {
        using TemporaryFolder folder = new();
        StoredNifti stored = new() { Pair = true };
        File.WriteAllBytes(folder["one.hdr"], stored.Header());
        File.WriteAllBytes(folder["one.img"], stored.Voxels);
        File.WriteAllBytes(folder["two.hdr.gz"], StoredNifti.Gzip(stored.Header()));
        File.WriteAllBytes(folder["two.img.gz"], StoredNifti.Gzip([9, 9, 9, 9, .. stored.Voxels]));
        File.WriteAllBytes(folder["two.hdr"], (stored with { Start = 4 }).Header());
        foreach (string name in new[] { "one.hdr", "one.img", "two.hdr" })
        {
            using NiftiFile file = NiftiFile.Open(folder[name]);
            Assert.Equal(stored.Voxels, TensorBytes.Of(file, name[..3]));
        }
    }

    private static (AffineSource Source, int Space, double First) Source(StoredNifti stored)
    {
        using NiftiFile file = Open(stored);
        return (file.Header.Geometry.Source, file.Header.Geometry.Space, Math.Round(file.Header.Geometry.Affine![0], 6));
    }

    private static NiftiFile Open(StoredNifti stored) => NiftiFile.Open(stored.File(), "built.nii", "a");

    private static void Compare(
        Random random,
        (int Code, int Size, TensorDType DType, Func<int, byte[]> Bytes) type,
        int version,
        bool bigEndian,
        bool scaled,
        string message
    )
    {
        (int x, int y, int z, int t) = (1 + random.Next(5), 1 + random.Next(5), 1 + random.Next(5), 1 + random.Next(3));
        byte[][] elements = [.. Enumerable.Range(0, x * y * z * t).Select(_ => type.Bytes(random.Next(-127, 128)))];
        StoredNifti stored = new()
        {
            Version = version,
            BigEndian = bigEndian,
            Dimensions = [4, x, y, z, t, 0, 0, 0],
            Type = type.Code,
            Bits = 8 * type.Size,
            Slope = scaled ? 0.5 : 1,
            Intercept = scaled ? -3 : 0,
            Voxels = [.. elements.SelectMany(bytes => bigEndian ? bytes.Reverse() : bytes)],
        };
        double[] values = [.. elements.Select(bytes => Value(type.Code, bytes) * (scaled ? 0.5 : 1) - (scaled ? 3 : 0))];
        byte[] content = stored.File();
        using NiftiFile file = NiftiFile.Open(random.Next(2) == 0 ? content : StoredNifti.Gzip(content), message, "a");
        TensorDType dtype =
            !scaled ? type.DType
            : type.Size <= 2 || type.Code == 16 ? TensorDType.Float32
            : TensorDType.Float64;
        Assert.True(file.Array.DType == dtype, message);
        Assert.True(
            values.Select(value => dtype == TensorDType.Float32 ? (float)value : value).SequenceEqual(Values(TensorBytes.Of(file, "a"), dtype)),
            message
        );
        float[] singles = new float[values.Length];
        file.Read(singles);
        Assert.True(values.Select(value => (float)value).SequenceEqual(singles), message);
        foreach (VolumeAxis axis in Enum.GetValues<VolumeAxis>())
        {
            (int volume, int index) = (random.Next(t), random.Next((int)file.Header.Size[(int)axis]));
            int[] expected =
            [
                .. Enumerable
                    .Range(volume * x * y * z, x * y * z)
                    .Where(i =>
                        (
                            axis switch
                            {
                                VolumeAxis.X => i % x,
                                VolumeAxis.Y => i / x % y,
                                _ => i / x / y % z,
                            }
                        ) == index
                    ),
            ];
            (long height, long width) = file.SliceSize(axis);
            Assert.True(height * width == expected.Length, message);
            float[] slice = new float[expected.Length];
            file.ReadSlice(axis, index, slice, volume);
            Assert.True(expected.Select(i => singles[i]).SequenceEqual(slice), message);
            byte[] bytes = new byte[expected.Length * file.Array.ByteCount / file.Array.ElementCount];
            file.ReadSlice(axis, index, bytes, volume);
            Assert.True(expected.Select(i => dtype == TensorDType.Float32 ? (float)values[i] : values[i]).SequenceEqual(Values(bytes, dtype)), message);
        }
    }

    private static double Value(int code, byte[] bytes) =>
        code switch
        {
            2 => bytes[0],
            256 => (sbyte)bytes[0],
            4 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            512 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            8 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            768 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            1024 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            1280 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            16 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        };

    private static IEnumerable<double> Values(byte[] bytes, TensorDType dtype) =>
        dtype switch
        {
            TensorDType.UInt8 => bytes.Select(value => (double)value),
            TensorDType.Int8 => bytes.Select(value => (double)(sbyte)value),
            TensorDType.Int16 => bytes.Chunk(2).Select(value => Value(4, value)),
            TensorDType.Int32 => bytes.Chunk(4).Select(value => Value(8, value)),
            TensorDType.Int64 => bytes.Chunk(8).Select(value => Value(1024, value)),
            TensorDType.Float32 => bytes.Chunk(4).Select(value => Value(16, value)),
            _ => bytes.Chunk(8).Select(value => Value(64, value)),
        };
}

using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Formats.Tests.Volumes;

public class NiftiWriterTests
{
    private static readonly TensorDType[] _types =
    [
        TensorDType.UInt8,
        TensorDType.Int8,
        TensorDType.Int16,
        TensorDType.Int32,
        TensorDType.Int64,
        TensorDType.Float32,
        TensorDType.Float64,
    ];

    [Fact]
    public void What_is_written_is_read_again_with_its_geometry()
    {
        int seed = TestSeed.Value;
        Random random = new(seed);
        using TemporaryFolder folder = new();
        foreach (TensorDType dtype in _types)
        foreach (string name in new[] { "a.nii", "a.nii.gz" })
        {
            long[] shape = [.. Enumerable.Range(0, random.Next(3, 5)).Select(_ => 2L + random.Next(5))];
            TensorInfo volume = new("a", dtype, shape);
            byte[] bytes = new byte[volume.ByteCount];
            random.NextBytes(bytes);
            VolumeGeometry geometry = Turned(random);
            NiftiWriter.Write(folder[name], volume, geometry, (_, file) => file.Write(bytes));
            using NiftiFile read = NiftiFile.Open(folder[name]);
            Assert.Equal(volume.Form, read.Array.Form);
            Assert.Equal(bytes, TensorBytes.Of(read, "a"));
            Assert.Equal((AffineSource.Sform, geometry.Space), (read.Header.Geometry.Source, read.Header.Geometry.Space));
            Near(geometry, read.Header.Geometry, seed);
            byte[] file = File.ReadAllBytes(folder[name]);
            NiftiWriter.Write(folder[name], volume, geometry, (_, again) => again.Write(bytes));
            Assert.Equal(file, File.ReadAllBytes(folder[name]));
        }
    }

    /// <summary>Programs that read the qform alone find the volume at the same place.</summary>
    [Fact]
    public void A_rotation_is_written_as_qform_too_and_a_shear_is_not()
    {
        int seed = TestSeed.Value;
        Random random = new(seed);
        using TemporaryFolder folder = new();
        for (int i = 0; i < 50; i++)
        {
            VolumeGeometry geometry = Turned(random);
            byte[] file = Write(folder, geometry);
            Assert.True(file[252] == geometry.Space && file[254] == geometry.Space, $"seed {seed}, {i}");
            file[254] = 0;
            using NiftiFile read = NiftiFile.Open(file, "q", "q");
            Assert.Equal(AffineSource.Qform, read.Header.Geometry.Source);
            // The fourth part of the quaternion is the root of what the others leave, which near half a turn has half their digits.
            Near(geometry, read.Header.Geometry, seed, 0.01);
        }

        byte[] sheared = Write(folder, new([1, 1, 1], [1, 0.2, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]));
        Assert.Equal((0, 1), (sheared[252], sheared[254]));
    }

    [Fact]
    public void Without_an_orientation_none_is_stated()
    {
        using TemporaryFolder folder = new();
        byte[] file = Write(folder, new([0.5, 0.25, 2]));
        using NiftiFile spaced = NiftiFile.Open(file, "a", "a");
        Assert.Equal((AffineSource.Spacing, 0), (spaced.Header.Geometry.Source, spaced.Header.Geometry.Space));
        Assert.Equal([0.5, 0.25, 2], spaced.Header.Geometry.Spacing);
        Assert.Equal(file, Write(folder, spaced.Header.Geometry));
        using NiftiFile bare = NiftiFile.Open(Write(folder, null), "a", "a");
        Assert.Equal([1.0, 1, 1], bare.Header.Geometry.Spacing);
    }

    [Fact]
    public void What_cannot_be_written_writes_nothing()
    {
        using TemporaryFolder folder = new();
        TensorInfo volume = new("a", TensorDType.UInt8, 1, 1, 2);
        Assert.Contains(
            ".nii.gz",
            Assert.Throws<ArgumentException>(() => NiftiWriter.Write(folder["a.img"], volume, null, (_, _) => { })).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentException>(() => NiftiWriter.Write(folder["a.nii"], new("a", TensorDType.UInt8, 1, 1, 32768), null, (_, _) => { }));
        Assert.Throws<ArgumentException>(() => NiftiWriter.Write(folder["a.nii"], new("a", TensorDType.UInt8, 2), null, (_, _) => { }));
        Assert.Throws<NotSupportedException>(() => NiftiWriter.Write(folder["a.nii"], new("a", TensorDType.Float16, 2, 2), null, (_, _) => { }));
        Assert.Throws<InvalidOperationException>(() => NiftiWriter.Write(folder["a.nii.gz"], volume, null, (_, file) => file.WriteByte(1)));
        Assert.Empty(Directory.GetFiles(folder.FullName));
        Assert.Throws<ArgumentException>(() => new VolumeGeometry([1, 0, 1]));
        Assert.Throws<ArgumentException>(() => new VolumeGeometry([1, 1]));
        Assert.Throws<ArgumentException>(() => new VolumeGeometry([1, 1, 1], new double[16]));
    }

    private static byte[] Write(TemporaryFolder folder, VolumeGeometry? geometry)
    {
        NiftiWriter.Write(folder["x.nii"], new("x", TensorDType.Bool, 2, 1, 2), geometry, (_, file) => file.Write([0, 1, 1, 0]));
        return File.ReadAllBytes(folder["x.nii"]);
    }

    /// <summary>A random rotation by three angles, perhaps mirrored, with a random spacing and origin.</summary>
    private static VolumeGeometry Turned(Random random)
    {
        double[] m = [1, 0, 0, 0, 1, 0, 0, 0, random.Next(2) == 0 ? -1 : 1];
        foreach ((int p, int q) in new[] { (0, 1), (1, 2), (0, 2) })
        {
            (double sin, double cos) = Math.SinCos(random.Next(3) == 0 ? Math.PI * random.Next(4) / 2 : random.NextDouble() * 7);
            for (int column = 0; column < 3; column++)
                (m[3 * p + column], m[3 * q + column]) = (cos * m[3 * p + column] - sin * m[3 * q + column], sin * m[3 * p + column] + cos * m[3 * q + column]);
        }

        double[] s = [0.2 + random.NextDouble(), 0.2 + 3 * random.NextDouble(), 0.5 + 5 * random.NextDouble()];
        return new(
            s,
            [
                m[0] * s[0],
                m[1] * s[1],
                m[2] * s[2],
                random.Next(-200, 200),
                m[3] * s[0],
                m[4] * s[1],
                m[5] * s[2],
                random.NextDouble(),
                m[6] * s[0],
                m[7] * s[1],
                m[8] * s[2],
                3,
                0,
                0,
                0,
                1,
            ],
            space: 1 + random.Next(4)
        );
    }

    private static void Near(VolumeGeometry expected, VolumeGeometry actual, int seed, double tolerance = 1e-5)
    {
        foreach ((double one, double other) in expected.Spacing.Zip(actual.Spacing).Concat(expected.Affine!.Zip(actual.Affine!)))
            Assert.True(Math.Abs(one - other) <= tolerance * Math.Max(1, Math.Abs(one)), $"seed {seed}: {other} instead of {one}");
    }
}

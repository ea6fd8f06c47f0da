using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Formats.Tests.Volumes;

/// <summary>What a damaged or hostile file is answered with: one type, one line, what was found and what is expected.</summary>
public class NiftiRefusalTests
{
    private const string Name = "hostile.nii";

    private static readonly StoredNifti _good = new();

    [Fact]
    public void What_is_no_nifti_is_refused()
    {
        Refused([], "an empty file", "348 or 540", 0);
        Refused("a text"u8.ToArray(), "the bytes 61207465", "348 or 540", 0);
        Refused(_good.Header()[..300], "the end of the file", "a header of 348 bytes", 300);
        byte[] analyze = _good.Header();
        analyze.AsSpan(344).Clear();
        Refused(analyze, "without NIfTI's mark, as ANALYZE 7.5 has", "n+1", 344);
        analyze[344] = (byte)'x';
        Refused(analyze, "the mark 78000000", "n+1", 344);
        Refused(StoredNifti.Gzip("a text"u8.ToArray()), "the bytes 61207465 at inflated byte 0", "348 or 540");
        Refused([0x1F, 0x8B, 1, 2, 3], "do not inflate", "gzip");
    }

    [Theory]
    [InlineData(128, "RGB24 (128)")]
    [InlineData(2304, "RGBA32 (2304)")]
    [InlineData(32, "complex64 (32)")]
    [InlineData(1792, "complex128 (1792)")]
    [InlineData(1536, "float128 (1536)")]
    [InlineData(1, "single bits (1)")]
    [InlineData(0, "unknown (0)")]
    [InlineData(-9510, "-9510")]
    public void Types_without_one_number_a_voxel_are_refused_by_name(int type, string found) =>
        Refused((_good with { Type = type }).File(), $"voxels of type {found}", "integers of 1 to 8 bytes, float32 or float64", 70);

    [Fact]
    public void Headers_that_contradict_themselves_or_the_file_are_refused()
    {
        Refused((_good with { Bits = 16 }).File(), "16 bits a voxel of type UInt8", "8", 72);
        Refused((_good with { Dimensions = [0, 2, 3, 4, 1, 1, 1, 1] }).File(), "0 dimensions", "1 to 7", 40);
        Refused((_good with { Dimensions = [8, 2, 3, 4, 1, 1, 1, 1] }).File(), "8 dimensions", "1 to 7", 40);
        Refused((_good with { Dimensions = [3, 2, 0, 4, 1, 1, 1, 1] }).File(), "0 voxels along dimension 2 of 3", "at least 1", 40);
        Refused((_good with { Dimensions = [3, -1, 3, 4, 1, 1, 1, 1] }).File(), "-1 voxels along dimension 1 of 3", "at least 1", 40);
        Refused((_good with { Dimensions = [5, 2, 3, 1, 1, 4, 1, 1] }).File(), "4 values along dimension 5", "1 from dimension 5 on", 40);
        Refused(
            (_good with { Version = 2, Dimensions = [4, long.MaxValue, long.MaxValue, 2, 2, 1, 1, 1] }).File(),
            "9223372036854775807 x 9223372036854775807",
            "fewer than",
            16
        );
        foreach (double start in new[] { 348, 351, 352.5, -352, double.NaN, double.PositiveInfinity, 1e30 })
            Refused((_good with { Start = start }).File(), "voxels from byte", "a whole number from 352 on", 108);
        Refused((_good with { Start = 353 }).File(), "the end of the file", "24 bytes of voxels from byte 353 on", 376);
        Refused(_good.File()[..^1], "the end of the file", "24 bytes of voxels from byte 352 on", 375);
        Refused((_good with { SformCode = 1, Sform = [1, 0, 0, double.NaN, 0, 1, 0, 0, 0, 0, 1, 0] }).File(), "an sform with NaN", "finite", 280);
        Refused((_good with { QformCode = 1, Qform = [1, 1, 0, 0, 0, 0] }).File(), "the quaternion (1, 1, 0)", "no longer than 1", 256);
        Refused((_good with { Version = 2, Units = 1, Distances = [1, 1e307, 1, 1, 1, 1, 1, 1] }).File(), "no finite numbers of millimetres", "finite", 500);
        Refused((_good with { Pair = true }).File(), "the header of a pair", "in one");
    }

    [Fact]
    public void Compressed_data_that_are_damaged_or_cut_off_are_refused_when_they_are_read()
    {
        byte[] noise = new byte[24000];
        new Random(5).NextBytes(noise);
        byte[] file = StoredNifti.Gzip((_good with { Dimensions = [3, 20, 30, 40, 1, 1, 1, 1], Voxels = noise }).File());
        byte[] flipped = [.. file];
        flipped[^6] ^= 1;
        RefusedAtReading(flipped, "do not inflate");
        RefusedAtReading(file[..^2000], "the end of the inflated file");
        RefusedAtReading(StoredNifti.Gzip([.. _good.File(), .. new byte[2 << 20]]), "more than 1048576 bytes behind the voxels");
        RefusedAtReading(StoredNifti.Gzip(_good.File()[..^1]), "the end of the inflated file");
        RefusedAtReading(
            (_good with { Type = 1280, Bits = 64, Dimensions = [1, 1, 1, 1, 1, 1, 1, 1], Voxels = [0, 0, 0, 0, 0, 0, 0, 0x80] }).File(),
            "a uint64 above"
        );
    }

    [Fact]
    public void What_a_compressed_file_promises_is_checked_before_memory_is_taken()
    {
        StoredNifti large = _good with { Dimensions = [3, 30000, 30000, 2, 1, 1, 1, 1] };
        Refused(StoredNifti.Gzip(large.File()), "for a volume of 1800000000", "which so few cannot hold");
        Refused(
            StoredNifti.Gzip((large with { Version = 2, Dimensions = [3, 30000, 30000, 30000, 1, 1, 1, 1] }).File()),
            "a compressed volume of 27000000000000 bytes",
            "at most 2147483591"
        );
        Refused(StoredNifti.Gzip((_good with { Start = 1e15 }).File()), "", "after inflating");
        byte[] flat = StoredNifti.Gzip((_good with { Dimensions = [3, 200, 200, 200, 1, 1, 1, 1], Voxels = new byte[8_000_000] }).File());
        using NiftiFile read = NiftiFile.Open(flat, "flat.nii.gz", "a", new() { MaximumInflatedBytes = 8_000_000 });
        Assert.Equal(8_000_000, TensorBytes.Of(read, "a").Length);
        ImageFileException refused = Assert.Throws<ImageFileException>(() =>
            NiftiFile.Open(flat, "flat.nii.gz", "a", new() { MaximumInflatedBytes = 7_999_999 })
        );
        Assert.Contains("MaximumInflatedBytes", refused.Mend, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new NiftiReadOptions { MaximumInflatedBytes = 0 });
    }

    [Fact]
    public void Files_that_are_not_there_are_refused()
    {
        using TemporaryFolder folder = new();
        Assert.Throws<FileNotFoundException>(() => NiftiFile.Open(folder["none.nii"]));
        Assert.Throws<ImageFileException>(() => NiftiFile.Open(folder.FullName));
        File.WriteAllBytes(folder["alone.hdr"], (_good with { Pair = true }).Header());
        Assert.Contains(
            "alone.img or .img.gz next to it",
            Assert.Throws<ImageFileException>(() => NiftiFile.Open(folder["alone.hdr"])).Message,
            StringComparison.Ordinal
        );
        File.WriteAllBytes(folder["alone.img"], new byte[23]);
        Assert.Contains(
            "24 bytes of voxels from byte 0 on",
            Assert.Throws<ImageFileException>(() => NiftiFile.Open(folder["alone.hdr"])).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Slices_that_are_not_there_are_refused()
    {
        using NiftiFile file = NiftiFile.Open(_good.File(), Name, "a");
        Assert.Throws<ArgumentException>(() => file.ReadSlice(VolumeAxis.X, 2, new float[12]));
        Assert.Throws<ArgumentException>(() => file.ReadSlice(VolumeAxis.Z, -1, new float[6]));
        Assert.Throws<ArgumentException>(() => file.ReadSlice((VolumeAxis)3, 0, new float[6]));
        Assert.Throws<ArgumentException>(() => file.ReadSlice(VolumeAxis.Z, 0, new float[6], 1));
        Assert.Throws<ArgumentException>(() => file.ReadSlice(VolumeAxis.Z, 0, new float[7]));
        Assert.Throws<ArgumentException>(() => file.Read(new float[23]));
        Assert.Throws<KeyNotFoundException>(() => file.Read("b", new byte[24]));
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Read(new float[24]));
    }

    private static void RefusedAtReading(byte[] file, string found)
    {
        using NiftiFile opened = NiftiFile.Open(file, Name, "a");
        Check(Assert.Throws<ImageFileException>(() => opened.Read("a", new byte[opened.Array.ByteCount])), found, "");
    }

    private static void Refused(byte[] file, string found, string expected, long? offset = null)
    {
        ImageFileException refused = Assert.Throws<ImageFileException>(() => NiftiFile.Open(file, Name, "a"));
        Check(refused, found, expected);
        if (offset is not null)
            Assert.Equal(offset, refused.Offset);
    }

    private static void Check(ImageFileException refused, string found, string expected)
    {
        Assert.Contains(found, refused.Found, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Expected, StringComparison.Ordinal);
        Assert.NotEmpty(refused.Mend);
        Assert.StartsWith(Name, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }
}

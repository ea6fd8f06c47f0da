using System.IO.Compression;
using System.Text;
using DeferredSeg.Formats.Numpy;

namespace DeferredSeg.Formats.Tests.Numpy;

public class NumpyRefusalTests
{
    private const string Good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";

    [Theory]
    [InlineData("objects.npy", "Python objects")]
    [InlineData("fields.npy", "named fields")]
    [InlineData("complex.npy", "the element type is '<c8'")]
    public void What_NumPy_can_save_and_a_network_cannot_use_is_refused_by_name(string fixture, string reason) =>
        Assert.Contains(reason, Assert.Throws<WeightFileException>(() => NpyFile.Open(NumpyFixtureTests.Fixture(fixture))).Reason, StringComparison.Ordinal);

    [Fact]
    public void An_unsigned_number_above_the_largest_signed_one_is_refused_when_it_is_read()
    {
        using NpyFile file = NpyFile.Open(NumpyFixtureTests.Fixture("large.npy"));
        Assert.Contains("9223372036854775808", Assert.Throws<WeightFileException>(() => file.Read("large", new byte[8])).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, }", "expected descr, fortran_order and shape")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'shape': (1,), }", "unknown or repeated")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'more': 1, }", "unknown or repeated")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (2,), }", "fortran_order is '0'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }", "whole numbers of at least 0")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': 2, }", "expected a tuple")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "takes 12 bytes, but 8 follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "takes 4 bytes, but 8 follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4), }", "more bytes than a file can have")]
    [InlineData("{'descr': 'f4', 'fortran_order': False, 'shape': (2,), }", "the element type is 'f4'")]
    [InlineData("{'descr': '<f3', 'fortran_order': False, 'shape': (2,), }", "the element type is '<f3'")]
    [InlineData("{'descr': __import__('os'), 'fortran_order': False, 'shape': (2,), }", "expected a dictionary")]
    [InlineData("(2,)", "expected a dictionary")]
    public void A_header_that_is_not_what_NumPy_writes_is_refused(string header, string reason) => Refuse(File(header), reason);

    [Fact]
    public void A_file_that_ends_early_is_refused_at_every_length()
    {
        byte[] whole = File(Good);
        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<WeightFileException>(() => NpyFile.Open(whole[..length], "short.npy", "a"));
        NpyFile.Open(whole, "whole.npy", "a").Dispose();
    }

    [Fact]
    public void An_unknown_version_and_a_bool_of_two_are_refused()
    {
        byte[] version = File(Good);
        version[6] = 4;
        Refuse(version, "version 4.0");
        byte[] flags = File("{'descr': '|b1', 'fortran_order': False, 'shape': (8,), }");
        flags[^1] = 2;
        using NpyFile file = NpyFile.Open(flags, "flags.npy", "a");
        Assert.Contains("a bool is 2", Assert.Throws<WeightFileException>(() => file.Read("a", new byte[8])).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_with_something_else_in_it_is_refused()
    {
        using TemporaryFolder folder = new();
        using (ZipArchive archive = ZipFile.Open(folder["odd.npz"], ZipArchiveMode.Create))
            archive.CreateEntry("readme.txt");
        Assert.Contains("'readme.txt'", Assert.Throws<WeightFileException>(() => NpzFile.Open(folder["odd.npz"])).Reason, StringComparison.Ordinal);
        System.IO.File.WriteAllBytes(folder["cut.npz"], System.IO.File.ReadAllBytes(NumpyFixtureTests.Fixture("stored.npz"))[..5000]);
        Assert.Contains("damaged", Assert.Throws<WeightFileException>(() => NpzFile.Open(folder["cut.npz"])).Reason, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => NpzFile.Open(folder["none.npz"]));
        Assert.Throws<WeightFileException>(() => NpzFile.Open(folder.FullName));
    }

    internal static byte[] File(string header)
    {
        byte[] text = Encoding.ASCII.GetBytes(header + "\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. text, .. new byte[8]];
    }

    private static void Refuse(byte[] file, string reason)
    {
        WeightFileException refused = Assert.Throws<WeightFileException>(() => NpyFile.Open(file, "bad.npy", "a"));
        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
        Assert.StartsWith("bad.npy", refused.Message, StringComparison.Ordinal);
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using DeferredSeg.Formats.Tests.Building;

namespace DeferredSeg.Formats.Tests.PyTorch;

public class ZipRefusalTests
{
    private static readonly byte[] _valid = Archive.Zip(Pickles.OneTensor(), ("0", [1, 2]));

    /// <summary>Where the central directory describes the first and the second entry.</summary>
    private static readonly int _first = _valid.AsSpan().IndexOf("PK\u0001\u0002"u8);
    private static readonly int _second = _valid.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
    private static readonly int _end = _valid.AsSpan().LastIndexOf("PK\u0005\u0006"u8);

    [Fact]
    public void Every_truncation_is_refused()
    {
        for (int length = 0; length < _valid.Length; length++)
            Assert.Throws<Formats.WeightFileException>(() => Formats.PyTorch.PyTorchFile.Open(_valid.AsMemory(0, length), "truncated"));
        Refusal.OfPyTorch(_valid[..^1], "it is truncated", _valid.Length - 1);
    }

    [Fact]
    public void An_archive_without_a_pickle_is_refused() =>
        Refusal.OfPyTorch(Archive.Zip(CompressionLevel.NoCompression, [("a/b", [1])]), "it was not written by torch.save", 34);

    [Fact]
    public void An_archive_with_two_pickles_is_refused() =>
        RefuseAnywhere(
            Archive.Zip(CompressionLevel.NoCompression, [("a/data.pkl", Pickles.OneTensor()), ("b/data.pkl", Pickles.OneTensor())]),
            "2 entries named data.pkl"
        );

    [Fact]
    public void A_big_endian_archive_is_refused() => RefuseAnywhere(WithByteOrder("big"), "big-endian");

    [Fact]
    public void An_unknown_byte_order_is_refused() => RefuseAnywhere(WithByteOrder("middle"), "the byte order is 'middle', expected little");

    [Fact]
    public void A_little_endian_archive_opens()
    {
        using Formats.PyTorch.PyTorchFile file = Formats.PyTorch.PyTorchFile.Open(WithByteOrder("little"), "little");
        Assert.Equal([1, 2], TensorBytes.Of(file, "w"));
    }

    [Fact]
    public void An_encrypted_entry_is_refused() => Refuse(_first + 8, 2, 1, "is encrypted", _first);

    [Fact]
    public void An_unknown_compression_is_refused() => Refuse(_second + 10, 2, 12, "compressed by method 12", _second);

    [Fact]
    public void A_stored_entry_of_two_lengths_is_refused() => Refuse(_second + 24, 4, 3, "claims 2 bytes in the file and 3 outside", _second);

    [Fact]
    public void An_entry_beyond_the_archive_is_refused()
    {
        byte[] longer = With(With(_valid, _second + 24, 4, 100_000), _second + 20, 4, 100_000);
        Refusal.OfPyTorch(longer, "runs beyond the zip archive's data", _second);
        RefuseAnywhere(With(_valid, _second + 42, 4, 1_000_000), "the file ends at byte");
        Refuse(_second + 42, 4, 1, "no local header", 1);
    }

    [Fact]
    public void An_entry_located_at_another_is_refused() => Refuse(_second + 42, 4, 0, "the local header names the entry 'archive/data.pkl'", 0);

    [Fact]
    public void Overlapping_entries_are_refused()
    {
        byte[] pickle = Pickle.Protocol(2).Op(']').Storage("ByteStorage", "0", 46).Op('a').Storage("ByteStorage", "1", 2).Op('a').Stop();
        byte[] honest = Archive.Zip(pickle, ("0", new byte[46]), ("1", [1, 2]));
        int header = honest.AsSpan().IndexOf("archive/data/1"u8) - 30;
        byte[] disguised = honest[header..(header + 46)];

        byte[] file = Archive.Zip(pickle, ("0", disguised), ("1", [1, 2]));
        int within = file.AsSpan().IndexOf(disguised);
        int directory = file.AsSpan().LastIndexOf("archive/data/1"u8) - 46;
        Refusal.OfPyTorch(With(file, directory + 42, 4, within), "'archive/data/0' and 'archive/data/1' overlap", within);
    }

    [Fact]
    public void A_directory_outside_the_file_is_refused()
    {
        Refuse(_end + 16, 4, int.MaxValue, "does not lie in the file", _end);
        Refuse(_end + 12, 4, int.MaxValue, "does not lie in the file", _end);
    }

    [Fact]
    public void A_wrong_number_of_entries_is_refused()
    {
        Refuse(_end + 10, 2, 3, "no entry where the zip archive's directory should have one", _end);
        Refuse(_end + 10, 2, 1, "bytes follow the 1 entries", _second);
    }

    [Fact]
    public void Zip64_numbers_that_are_not_there_are_refused()
    {
        Refuse(_second + 24, 4, -1, "zip64 lengths of the entry 'archive/data/0' are missing", _second);
        Refuse(_end + 10, 2, 0xffff, "announces a zip64 end record but does not locate one", _end);
    }

    [Fact]
    public void A_repeated_entry_is_refused()
    {
        byte[] file = Archive.Zip(Pickles.OneTensor(), ("0", [1, 2]), ("1", [1, 2]));
        int third = file.AsSpan().LastIndexOf("archive/data/1"u8);
        file[third + "archive/data/".Length] = (byte)'0';
        Refusal.OfPyTorch(file, "has the entry 'archive/data/0' twice", third - 46);
    }

    [Fact]
    public void An_entry_with_a_long_name_is_refused() =>
        RefuseAnywhere(Archive.Zip(CompressionLevel.NoCompression, [(new string('a', 401), [])]), "the name of an entry takes 401 bytes");

    [Fact]
    public void A_claim_beyond_what_deflate_can_do_is_refused()
    {
        byte[] bomb = Archive.Deflated(Archive.Zip(Pickles.Tensor("ByteStorage", "0", 2_000_000_000, 0, [2_000_000_000], [1]), ("0", new byte[1000])));
        int entry = bomb.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        Refusal.OfPyTorch(With(bomb, entry + 24, 4, 2_000_000_000), "more than deflate can do", entry);
    }

    [Fact]
    public void A_deflated_pickle_larger_than_any_is_refused_before_it_is_inflated()
    {
        byte[] bomb = Archive.Deflated(Archive.Zip(new byte[50_000_000]));
        long before = GC.GetAllocatedBytesForCurrentThread();
        RefuseAnywhere(bomb, "claims 50000000 bytes; at most");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void A_deflated_storage_longer_than_its_tensors_need_is_refused() =>
        RefuseAnywhere(Archive.Deflated(Archive.Zip(Pickles.OneTensor(), ("0", [1, 2, 3]))), "takes 2 bytes, but its entry has 3");

    [Fact]
    public void Damaged_deflated_data_are_refused_when_they_are_read()
    {
        byte[] storage = [.. Enumerable.Range(0, 2000).Select(i => (byte)(i * i))];
        byte[] file = Archive.Deflated(Archive.Zip(Pickles.Tensor("ByteStorage", "0", 2000, 0, [2000], [1]), ("0", storage)));
        int data = file.AsSpan().IndexOf("archive/data/0"u8) + "archive/data/0".Length;
        file[data] = 0xff;
        using Formats.PyTorch.PyTorchFile opened = Formats.PyTorch.PyTorchFile.Open(file, "damaged");
        Assert.Contains("damaged", Assert.Throws<Formats.WeightFileException>(() => TensorBytes.Of(opened, "tensor")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_in_a_deflated_pickle_is_placed_by_its_inflated_position() =>
        RefuseAnywhere(Archive.Deflated(Archive.Zip([0x80, 2, .. "cos\nsystem\n"u8])), "inflated byte 2: the file refers to 'os.system'");

    private static byte[] WithByteOrder(string order) =>
        Archive.Zip(
            CompressionLevel.NoCompression,
            [("a/data.pkl", Pickles.OneTensor()), ("a/byteorder", [.. order.Select(c => (byte)c)]), ("a/data/0", [1, 2])]
        );

    private static byte[] With(byte[] file, int at, int width, int value)
    {
        byte[] changed = [.. file];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(number, value);
        number[..width].CopyTo(changed.AsSpan(at));
        return changed;
    }

    private static void Refuse(int at, int width, int value, string reason, long offset) => Refusal.OfPyTorch(With(_valid, at, width, value), reason, offset);

    private static void RefuseAnywhere(byte[] file, string reason) =>
        Assert.Contains(
            reason,
            Assert.Throws<Formats.WeightFileException>(() => Formats.PyTorch.PyTorchFile.Open(file, "hostile")).Reason,
            StringComparison.Ordinal
        );
}

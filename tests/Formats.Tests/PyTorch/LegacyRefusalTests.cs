using DeferredSeg.Formats.Tests.Building;

namespace DeferredSeg.Formats.Tests.PyTorch;

public class LegacyRefusalTests
{
    private static readonly byte[] _pickle = Pickles.OneTensor();
    private static readonly byte[] _valid = Archive.Legacy(_pickle, ("0", 2, [1, 2]));
    private static readonly int _head = Archive.LegacyHead().Length;

    [Fact]
    public void Another_protocol_version_is_refused() =>
        Refusal.OfPyTorch([.. Archive.LegacyHead(version: 1002), .. _pickle], "the protocol version is '1002', expected 1001", 15);

    [Fact]
    public void A_big_endian_file_is_refused() => Refusal.OfPyTorch([.. Archive.LegacyHead(littleEndian: false), .. _pickle], "big-endian", 15 + 8);

    [Fact]
    public void Every_truncation_is_refused()
    {
        for (int length = 0; length < _valid.Length; length++)
            Assert.Throws<Formats.WeightFileException>(() => Formats.PyTorch.PyTorchFile.Open(_valid.AsMemory(0, length), "truncated"));
        Refusal.OfPyTorch(_valid[..^1], "the storage '0' takes 2 bytes, 1 are left", _valid.Length - 10);
        Refusal.OfPyTorch(_valid[..^9], "the file ends at byte", _valid.Length - 10);
    }

    [Fact]
    public void Bytes_after_the_last_storage_are_refused() => Refusal.OfPyTorch([.. _valid, 0], "1 bytes follow the last storage", _valid.Length);

    [Fact]
    public void A_storage_of_another_length_than_claimed_is_refused() =>
        Refusal.OfPyTorch(Archive.Legacy(_pickle, ("0", 3, [1, 2, 3])), "has 3 elements here, but 2 where byte", _valid.Length - 10);

    [Fact]
    public void A_storage_that_is_not_listed_is_refused() =>
        Refusal.OfPyTorch(
            Archive.Legacy(_pickle),
            "the storage '0' is referred to, but the file does not list it",
            _head + _pickle.AsSpan().IndexOf((byte)'Q')
        );

    [Fact]
    public void A_storage_that_nothing_refers_to_is_refused() =>
        Refusal.OfPyTorch(
            Archive.Legacy(_pickle, ("0", 2, [1, 2]), ("1", 0, [])),
            "the storage '1' is listed, but nothing refers to it",
            _head + _pickle.Length
        );

    [Fact]
    public void A_storage_that_is_listed_twice_is_refused() =>
        Refusal.OfPyTorch(Archive.Legacy(_pickle, ("0", 2, [1, 2]), ("0", 2, [1, 2])), "listed twice", _head + _pickle.Length);

    [Fact]
    public void A_persistent_id_among_the_keys_is_refused()
    {
        byte[] keys = Pickle.Protocol(2).Storage("ByteStorage", "0", 2).Stop();
        Refusal.OfPyTorch([.. Archive.LegacyHead(), .. _pickle, .. keys], "a persistent id where none belongs", _head + _pickle.Length + keys.Length - 2);
    }
}

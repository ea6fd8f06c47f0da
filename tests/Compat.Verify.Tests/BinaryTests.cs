using VerifyXunit;

namespace Compat.Verify.Tests;

public sealed class BinaryTests : IDisposable
{
    private static readonly byte[] _content = [0x89, 0x50, 0x00, 0x0D, 0x0A, 0xFF];
    private readonly SnapshotFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Bytes_are_kept_as_they_are()
    {
        await Verifier.Verify(_content, "npy").UseDirectory(_folder.Path).AutoVerify();

        Assert.Equal(_content, _folder.Bytes(SnapshotFolder.Name("BinaryTests", extension: "npy")));
    }

    [Fact]
    public async Task A_stream_is_read_and_disposed()
    {
        var stream = new MemoryStream(_content);

        await Verifier.Verify(stream, "npy").UseDirectory(_folder.Path).AutoVerify();

        Assert.Equal(_content, _folder.Bytes(SnapshotFolder.Name("BinaryTests", extension: "npy")));
        Assert.False(stream.CanRead);
    }

    [Fact]
    public async Task One_different_byte_fails()
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, SnapshotFolder.Name("BinaryTests", extension: "npy")), [.. _content[..^1], 0xFE]);

        await Assert.ThrowsAnyAsync<Exception>(async () => await Verifier.Verify(_content, "npy").UseDirectory(_folder.Path).DisableDiff());

        Assert.Equal(_content, _folder.Bytes(SnapshotFolder.Name("BinaryTests", "received", "npy")));
    }

    [Fact]
    public async Task A_file_keeps_its_extension_and_text_in_it_is_text()
    {
        var source = Path.Combine(_folder.Path, "table.csv");
        await File.WriteAllTextAsync(source, "a,b\r\n1,2");

        await Verifier.VerifyFile(source).UseDirectory(_folder.Path).AutoVerify();

        Assert.Equal("\uFEFFa,b\n1,2"u8.ToArray(), _folder.Bytes(SnapshotFolder.Name("BinaryTests", extension: "csv")));
    }
}

using DeferredSeg.Formats.Errors;
using Microsoft.Win32.SafeHandles;

namespace DeferredSeg.Formats.Bytes;

/// <summary>
/// A file on disk. Positional reads instead of a mapping: a file that shrinks while it is open then gives an error,
/// where a mapping would kill the process.
/// </summary>
internal sealed class FileBytes : ByteSource
{
    private readonly SafeFileHandle _handle;

    private FileBytes(string path, SafeFileHandle handle)
        : base(path, RandomAccess.GetLength(handle)) => _handle = handle;

    public static FileBytes Open(string path)
    {
        if (Directory.Exists(path))
            throw new WeightFileException(path, null, "this is a folder; name the file of weights in it");
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} is not there; check the path", path);
        SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            return new FileBytes(path, handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public override void Dispose() => _handle.Dispose();

    protected override void Fill(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            int read = RandomAccess.Read(_handle, destination, offset);
            if (read == 0)
                throw Refuse(offset, "the file became shorter while it was open");
            offset += read;
            destination = destination[read..];
        }
    }
}

using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DeferredSeg.Host.Plugins.Processes;

/// <summary>A piece of memory that two processes see.</summary>
/// <remarks>
/// On Linux it has no name in any folder: it is a file descriptor of the process that made it, so that nothing stays behind however that process ends.
/// Elsewhere it is a file in the temporary folder that its maker removes.
/// </remarks>
internal sealed class SharedMemory : IDisposable
{
    private const uint CloseOnExec = 1;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly string? _temporary;

    private SharedMemory(FileStream stream, string path, long bytes, string? temporary)
    {
        (Path, Bytes, _temporary) = (path, bytes, temporary);
        _file = MemoryMappedFile.CreateFromFile(stream, null, bytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, bytes, MemoryMappedFileAccess.ReadWrite);
        Address = _view.SafeMemoryMappedViewHandle.DangerousGetHandle() + (nint)_view.PointerOffset;
    }

    /// <summary>By which another process opens it, as long as this one has it.</summary>
    public string Path { get; }

    /// <summary>Its size.</summary>
    public long Bytes { get; }

    /// <summary>Where it begins in this process.</summary>
    public nint Address { get; }

    /// <summary>Makes a piece, all zero.</summary>
    /// <exception cref="IOException">There is no memory left for it.</exception>
    public static SharedMemory Create(long bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            var descriptor = memfd_create("deferredseg", CloseOnExec);
            if (descriptor < 0)
                throw new IOException($"Shared memory of {bytes} bytes could not be made (error {Marshal.GetLastPInvokeError()}); see ulimit -n.");
            var stream = new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.ReadWrite, 1);
            stream.SetLength(bytes);
            return new(stream, FormattableString.Invariant($"/proc/{Environment.ProcessId}/fd/{descriptor}"), bytes, null);
        }
        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"deferredseg-{Environment.ProcessId}-{Guid.NewGuid():N}");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 1);
        file.SetLength(bytes);
        return new(file, path, bytes, path);
    }

    /// <summary>Opens what another process made.</summary>
    public static SharedMemory Open(string path, long bytes) =>
        new(new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 1), path, bytes, null);

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
        if (_temporary is not null)
            File.Delete(_temporary);
    }

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int memfd_create(string name, uint flags);
}

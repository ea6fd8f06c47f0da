using System.Runtime.InteropServices;

namespace DeferredSeg.Formats;

/// <summary>Makes the names in a folder durable: after a rename, a crash of the machine may else bring back the old ones.</summary>
public static class FolderFlush
{
    private const int ReadOnly = 0;

    /// <summary>Flushes a folder, or a file that is closed already; does nothing where the system is not Linux or the file system refuses.</summary>
    /// <param name="folder">Its path.</param>
    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
            return;
        _ = Sync(descriptor);
        _ = Close(descriptor);
    }

    [DllImport("libc", EntryPoint = "open")]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}

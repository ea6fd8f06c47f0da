using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace DeferredSeg.Libtorch;

/// <summary>
/// What oneDNN, inside of libtorch_cpu.so, knows of the processor: an object in its memory with 10 sizes of caches, 10 numbers of cores that
/// share them, and how many levels there are. Its address is in the library's symbol table.
/// </summary>
internal sealed unsafe class OneDnnProcessor
{
    private const string Symbol = "_ZZN4dnnl4impl3cpu3x643cpuEvE4cpu_";
    private const int ObjectSize = 0x90;
    private const int Sizes = 0x1c;
    private const int Sharers = 0x44;
    private const int Levels = 0x6c;
    private const int MostLevels = 10;
    private const int Told = 3;

    // Where the processor says nothing; oneDNN's own guesses.
    private const uint DefaultFirst = 32_000;
    private const uint DefaultSecond = 512_000;
    private const uint Third = 1_024_000;

    private readonly byte* _object;

    private OneDnnProcessor(byte* address) => _object = address;

    /// <summary>Finds it in the library that is loaded; null where it is not as it is known here.</summary>
    public static OneDnnProcessor? Find()
    {
        if (!OperatingSystem.IsLinux() || Library() is not { } library)
            return null;
        try
        {
            using var file = MemoryMappedFile.CreateFromFile(library.Path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            using var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            return Value(view.SafeMemoryMappedViewHandle) is { } value ? new((byte*)library.Base + value) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    private static ulong? Value(SafeBuffer view)
    {
        byte* bytes = null;
        view.AcquirePointer(ref bytes);
        try
        {
            return new SymbolTable((nint)bytes, (long)view.ByteLength).Find(Symbol, ObjectSize);
        }
        finally
        {
            view.ReleasePointer();
        }
    }

    // A line of the map: start-end permissions offset device inode path. The part from offset 0 says how far the library was moved.
    private static (string Path, nint Base)? Library()
    {
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            if (!line.EndsWith("/libtorch_cpu.so", StringComparison.Ordinal))
                continue;
            var parts = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            if (ulong.Parse(parts[2], NumberStyles.HexNumber, CultureInfo.InvariantCulture) != 0)
                continue;
            return (parts[5], (nint)ulong.Parse(parts[0].Split('-')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        }
        return null;
    }

    /// <summary>Writes the sizes, where it holds what it holds on a machine that hides them: levels of one byte.</summary>
    /// <param name="first">Bytes of a core's first level, 0 where unknown.</param>
    /// <param name="second">Bytes of a core's second level, 0 where unknown.</param>
    public void Tell(uint first, uint second)
    {
        var levels = (uint*)(_object + Levels);
        if (*levels is 0 or > MostLevels)
            return;
        var sizes = new Span<uint>(_object + Sizes, MostLevels);
        if (sizes[..(int)*levels].ContainsAnyExcept(1u))
            return;
        new Span<uint>(_object + Sharers, Told).Fill(1);
        (sizes[0], sizes[1], sizes[2]) = (first == 0 ? DefaultFirst : first, second == 0 ? DefaultSecond : second, Third);
        *levels = Told;
    }
}

using DeferredSeg.Formats.Bytes;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Formats.Volumes.Nifti;

/// <summary>The names of the two files of a pair: <c>x.hdr</c> with the header, <c>x.img</c> with the voxels, each perhaps with <c>.gz</c>.</summary>
internal static class NiftiPair
{
    private const string Header = ".hdr";
    private const string Voxels = ".img";
    private const string Compressed = ".gz";

    /// <summary>The file with the header, whichever of the two was named.</summary>
    public static string HeaderOf(string path) => Stem(path, Voxels) is { } stem && Beside(path, stem + Header) is { } header ? header : path;

    /// <summary>Opens the file with the voxels.</summary>
    public static NiftiBytes OpenVoxels(string header)
    {
        string? voxels = Stem(header, Header) is { } stem ? Beside(header, stem + Voxels) : null;
        return voxels is not null
            ? new(FileBytes.Open(voxels))
            : throw new ImageFileException(
                header,
                null,
                "the header of a pair of files without the one with the voxels",
                $"{Path.GetFileName(Stem(header, Header) ?? header)}{Voxels} or {Voxels}{Compressed} beside it",
                "put both files into one folder"
            );
    }

    /// <summary>A file as named or compressed, first in the form that the named one has; null where there is neither.</summary>
    private static string? Beside(string named, string path)
    {
        string[] candidates = named.EndsWith(Compressed, StringComparison.OrdinalIgnoreCase) ? [path + Compressed, path] : [path, path + Compressed];
        return Array.Find(candidates, File.Exists);
    }

    private static string? Stem(string path, string extension)
    {
        string plain = path.EndsWith(Compressed, StringComparison.OrdinalIgnoreCase) ? path[..^Compressed.Length] : path;
        return plain.EndsWith(extension, StringComparison.OrdinalIgnoreCase) ? plain[..^extension.Length] : null;
    }
}

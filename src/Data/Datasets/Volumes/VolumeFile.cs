using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Volumes;
using DeferredSeg.Formats.Volumes.Nifti;

namespace DeferredSeg.Data.Datasets.Volumes;

/// <summary>Reads NIfTI volumes whole.</summary>
internal static class VolumeFile
{
    /// <summary>Reads an image.</summary>
    /// <param name="file">The file.</param>
    /// <param name="spacing">Millimetres along all axes to resample to; null to leave it.</param>
    /// <exception cref="ImageFileException">It is damaged, a series, or too large.</exception>
    public static LoadedVolume Image(string file, double? spacing) =>
        Read(file) is var volume && spacing is { } wanted ? VolumeResampling.Linear(volume, wanted) : volume;

    /// <summary>Reads labels; resampled, each voxel takes the nearest label.</summary>
    /// <inheritdoc cref="Image"/>
    public static LoadedVolume Labels(string file, double? spacing) =>
        Read(file) is var volume && spacing is { } wanted ? VolumeResampling.Nearest(volume, wanted) : volume;

    /// <summary>The voxels along X, Y and Z of the file as <see cref="Image"/> gives it; the header alone is read.</summary>
    /// <inheritdoc cref="Image"/>
    public static IReadOnlyList<int> Size(string file, double? spacing)
    {
        using var nifti = Open(file);
        int[] size = [.. nifti.Header.Size.Take(3).Select(count => (int)count)];
        return spacing is { } wanted ? VolumeResampling.Size(size, nifti.Header.Geometry, wanted) : size;
    }

    /// <summary>The voxels along X, Y and Z and where they lie, as the file has them; the header alone is read.</summary>
    /// <inheritdoc cref="Image"/>
    public static (IReadOnlyList<int> Size, VolumeGeometry Geometry) Grid(string file)
    {
        using var nifti = Open(file);
        return ([.. nifti.Header.Size.Take(3).Select(count => (int)count)], nifti.Header.Geometry);
    }

    private static LoadedVolume Read(string file)
    {
        using var nifti = Open(file);
        var values = new float[nifti.Array.ElementCount];
        nifti.Read(values);
        return new(file, [.. nifti.Header.Size.Take(3).Select(count => (int)count)], nifti.Header.Geometry, values);
    }

    private static NiftiFile Open(string file)
    {
        var nifti = NiftiFile.Open(file);
        if (nifti.Header.Size[3] == 1 && nifti.Array.ElementCount <= int.MaxValue / 4)
            return nifti;
        nifti.Dispose();
        throw new ImageFileException(
            file,
            null,
            $"{string.Join(" x ", nifti.Header.Size.Take(4))} voxels",
            "one volume of fewer than 2^29 voxels",
            nifti.Header.Size[3] == 1 ? "crop or resample it" : "save each volume of the series as a file of its own"
        );
    }
}

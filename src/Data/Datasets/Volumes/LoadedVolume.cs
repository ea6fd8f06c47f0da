using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Masks;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Data.Datasets.Volumes;

/// <summary>A volume in memory.</summary>
/// <param name="File">Where it was read.</param>
/// <param name="Size">Voxels along X, Y and Z.</param>
/// <param name="Geometry">Where they lie.</param>
/// <param name="Values"><c>[Z, Y, X]</c>.</param>
internal sealed record LoadedVolume(string File, IReadOnlyList<int> Size, VolumeGeometry Geometry, float[] Values)
{
    /// <summary>The axes of a slice's rows and columns: across Z Y and X, across Y Z and X, across X Z and Y.</summary>
    public static (int Rows, int Columns) Axes(VolumeAxis across) =>
        across switch
        {
            VolumeAxis.X => (2, 1),
            VolumeAxis.Y => (2, 0),
            _ => (1, 0),
        };

    /// <summary>Where a slice lies.</summary>
    public Geometry GeometryOf(VolumeAxis across, int index)
    {
        var (rows, columns) = Axes(across);
        return new()
        {
            Spacing = [Geometry.Steps[rows], Geometry.Steps[columns]],
            Affine = Geometry.Affine,
            SliceIndex = index,
            SliceAxis = (int)across,
        };
    }

    /// <summary>Copies a slice out, row by row.</summary>
    public float[] Slice(VolumeAxis across, int index)
    {
        var (rows, columns) = Axes(across);
        int[] strides = [1, Size[0], Size[0] * Size[1]];
        var slice = new float[Size[rows] * Size[columns]];
        var start = index * strides[(int)across];
        for (var row = 0; row < Size[rows]; row++)
        {
            for (var column = 0; column < Size[columns]; column++)
                slice[row * Size[columns] + column] = Values[start + row * strides[rows] + column * strides[columns]];
        }
        return slice;
    }
}

/// <summary>Reads NIfTI volumes whole.</summary>
internal static class VolumeFile
{
    /// <summary>Reads an image.</summary>
    /// <param name="file">The file.</param>
    /// <param name="spacing">Millimetres along all axes to resample to; null to leave it.</param>
    /// <exception cref="ImageFileException">It is damaged, a series, or too large.</exception>
    public static LoadedVolume Image(string file, double? spacing) =>
        AsStored(file) is var volume && spacing is { } wanted ? VolumeResampling.Linear(volume, wanted) : volume;

    /// <summary>Resamples labels: each voxel takes the nearest.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="spacing">Millimetres along all axes; null to leave them.</param>
    public static LoadedVolume Nearest(LoadedVolume labels, double? spacing) => spacing is { } wanted ? VolumeResampling.Nearest(labels, wanted) : labels;

    /// <summary>The voxels along X, Y and Z and where they lie, as the file has them; the header alone is read.</summary>
    /// <inheritdoc cref="Image"/>
    public static VoxelGrid Grid(string file)
    {
        using var nifti = Open(file);
        return new(file, [.. nifti.Header.Size.Take(3).Select(count => (int)count)], nifti.Header.Geometry);
    }

    /// <summary>The values of the file, neither resampled nor turned.</summary>
    /// <inheritdoc cref="Image"/>
    public static LoadedVolume AsStored(string file)
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

/// <summary>
/// The volumes that were used last, up to a number of bytes, the latest always. Several threads may call at once; of those who want the same one reads.
/// </summary>
internal sealed class VolumeCache(long capacity)
{
    private readonly Dictionary<string, (Lazy<LoadedVolume> Volume, long Used)> _volumes = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private long _clock;

    public LoadedVolume Get(string file, Func<LoadedVolume> read)
    {
        Lazy<LoadedVolume> volume;
        lock (_lock)
        {
            volume = _volumes.TryGetValue(file, out var known) ? known.Volume : new(read);
            _volumes[file] = (volume, ++_clock);
        }
        try
        {
            return volume.Value;
        }
        catch
        {
            // A file that is mended is read again.
            lock (_lock)
                _volumes.Remove(file);
            throw;
        }
        finally
        {
            lock (_lock)
                Shrink();
        }
    }

    private void Shrink()
    {
        var read = _volumes.Where(entry => entry.Value.Volume.IsValueCreated).OrderByDescending(entry => entry.Value.Used).ToList();
        var bytes = 0L;
        foreach (var (file, entry) in read)
        {
            bytes += 4L * entry.Volume.Value.Values.Length;
            if (bytes > capacity && file != read[0].Key)
                _volumes.Remove(file);
        }
    }
}

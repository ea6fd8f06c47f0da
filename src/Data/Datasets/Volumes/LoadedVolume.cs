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
            SliceSpacing = Geometry.Steps[(int)across],
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
    public static LoadedVolume Image(string file, double? spacing) => Image(file, spacing, 0, 1);

    /// <summary>Reads one volume of a series of as many.</summary>
    /// <param name="file">The file.</param>
    /// <param name="spacing">Millimetres along all axes to resample to; null to leave it.</param>
    /// <param name="index">Which one, from 0.</param>
    /// <param name="count">How many the file has.</param>
    /// <exception cref="ImageFileException">It is damaged, of another number of volumes, or too large.</exception>
    public static LoadedVolume Image(string file, double? spacing, int index, int count) =>
        Read(file, index, count) is var volume && spacing is { } wanted ? VolumeResampling.Linear(volume, wanted) : volume;

    /// <summary>How many volumes a file has, one after the other; the header alone is read.</summary>
    /// <exception cref="ImageFileException">It is damaged.</exception>
    public static int Count(string file)
    {
        using var nifti = NiftiFile.Open(file);
        return (int)Math.Min(nifti.Header.Size[3], int.MaxValue);
    }

    /// <summary>Resamples labels: each voxel takes the nearest.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="spacing">Millimetres along all axes; null to leave them.</param>
    public static LoadedVolume Nearest(LoadedVolume labels, double? spacing) => spacing is { } wanted ? VolumeResampling.Nearest(labels, wanted) : labels;

    /// <summary>The voxels along X, Y and Z and where they lie, as the file has them; the header alone is read.</summary>
    /// <inheritdoc cref="Image(string, double?)"/>
    public static VoxelGrid Grid(string file, int count = 1)
    {
        using var nifti = Open(file, count);
        return new(file, [.. nifti.Header.Size.Take(3).Select(count => (int)count)], nifti.Header.Geometry);
    }

    /// <summary>The values of the file, neither resampled nor turned.</summary>
    /// <inheritdoc cref="Image(string, double?)"/>
    public static LoadedVolume AsStored(string file) => Read(file, 0, 1);

    private static LoadedVolume Read(string file, int index, int count)
    {
        using var nifti = Open(file, count);
        var values = new float[nifti.Array.ElementCount / count];
        if (count == 1)
            nifti.Read(values);
        else
        {
            var slice = values.Length / (int)nifti.Header.Size[2];
            for (var z = 0; z < nifti.Header.Size[2]; z++)
                nifti.ReadSlice(VolumeAxis.Z, z, values.AsSpan(z * slice, slice), index);
        }
        return new(file, [.. nifti.Header.Size.Take(3).Select(count => (int)count)], nifti.Header.Geometry, values);
    }

    private static NiftiFile Open(string file, int count)
    {
        var nifti = NiftiFile.Open(file);
        if (nifti.Header.Size[3] == count && nifti.Array.ElementCount <= int.MaxValue / 4)
            return nifti;
        nifti.Dispose();
        throw new ImageFileException(
            file,
            null,
            $"{string.Join(" x ", nifti.Header.Size.Take(4))} voxels",
            $"{(count == 1 ? "one volume" : $"{count} volumes")} of fewer than 2^29 voxels",
            nifti.Header.Size[3] == count
                ? "crop or resample it"
                : "save each volume of the series as a file of its own; an image whose volumes are its channels is read with dataset:volumes:series=channels"
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

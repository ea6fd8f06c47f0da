using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Data.Datasets.Volumes;

/// <summary>The voxels of a volume's file, and the way back to them from the slices that were made of it.</summary>
public sealed class VolumeGrid
{
    private readonly VolumeAxis _axis;
    private readonly IReadOnlyList<int> _sliced;

    private VolumeGrid(VolumeAxis axis, IReadOnlyList<int> size, IReadOnlyList<int> sliced, VolumeGeometry geometry) =>
        (_axis, Size, _sliced, Geometry) = (axis, size, sliced, geometry);

    /// <summary>Voxels of the file along X, Y and Z.</summary>
    public IReadOnlyList<int> Size { get; }

    /// <summary>Where the voxels of the file lie.</summary>
    public VolumeGeometry Geometry { get; }

    /// <summary>How many slices the volume has, after resampling.</summary>
    public int Slices => _sliced[(int)_axis];

    /// <summary>Reads a volume's header.</summary>
    /// <param name="file">The file.</param>
    /// <param name="settings">How it is resampled and sliced.</param>
    /// <exception cref="ImageFileException">It is damaged, a series, or too large.</exception>
    public static VolumeGrid Of(string file, VolumeSettings settings)
    {
        var (_, size, geometry) = VolumeFile.Grid(file, VolumeChannels.InFile(file, settings));
        return new(settings.Axis, size, settings.Spacing is { } spacing ? VolumeResampling.Size(size, geometry, spacing) : size, geometry);
    }

    /// <summary>Lays planes of slices into the file's voxels; each voxel takes the nearest value.</summary>
    /// <param name="slices">Planes by the index of their slice, row by row as the slices were.</param>
    /// <param name="absent">What stands where a slice is not given.</param>
    /// <returns><c>[Z, Y, X]</c> in the file's order.</returns>
    /// <exception cref="ArgumentException">A plane has another size than a slice.</exception>
    public T[] ToFile<T>(IReadOnlyDictionary<int, T[]> slices, T absent)
    {
        var (rows, columns) = LoadedVolume.Axes(_axis);
        var wrong = slices.FirstOrDefault(one => one.Value.Length != _sliced[rows] * _sliced[columns]);
        if (wrong.Value is not null)
            throw new ArgumentException(
                $"The plane of slice {wrong.Key} has {wrong.Value.Length} values; a slice has {_sliced[rows]} by {_sliced[columns]}.",
                nameof(slices)
            );
        int[][] from =
        [
            .. Enumerable
                .Range(0, 3)
                .Select(axis => Enumerable.Range(0, Size[axis]).Select(index => NearestPixels.Index(index, Size[axis], _sliced[axis])).ToArray()),
        ];
        var voxels = new T[Size[0] * Size[1] * Size[2]];
        var at = 0;
        Span<int> place = stackalloc int[3];
        for (var z = 0; z < Size[2]; z++)
        {
            place[2] = from[2][z];
            for (var y = 0; y < Size[1]; y++)
            {
                place[1] = from[1][y];
                for (var x = 0; x < Size[0]; x++)
                {
                    place[0] = from[0][x];
                    voxels[at++] = slices.TryGetValue(place[(int)_axis], out var plane) ? plane[place[rows] * _sliced[columns] + place[columns]] : absent;
                }
            }
        }
        return voxels;
    }
}

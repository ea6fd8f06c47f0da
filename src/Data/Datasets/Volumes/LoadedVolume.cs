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

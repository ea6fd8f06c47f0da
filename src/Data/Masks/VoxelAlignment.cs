using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Data.Masks;

/// <summary>
/// How the voxels of one volume lie among those of another, by their affines: the same, stored mirrored or with other axes, or otherwise. Places
/// count as the same to a tenth of a voxel, at every corner.
/// </summary>
public sealed class VoxelAlignment
{
    private const double Tolerance = 0.1;

    private readonly VoxelGrid _onto;
    private readonly VoxelGrid _from;

    // From an index of _onto to one of _from, 3 by 4, row by row; null where a header does not say where voxels lie.
    private readonly double[]? _map;

    private VoxelAlignment(VoxelGrid onto, VoxelGrid from, double[]? map) => (_onto, _from, _map) = (onto, from, map);

    /// <summary>Whether voxel corresponds to voxel.</summary>
    public bool IsSame { get; private init; }

    /// <summary>Whether the same voxels are stored mirrored or with other axes.</summary>
    public bool IsTurned { get; private init; }

    /// <summary>Compares two volumes.</summary>
    /// <param name="onto">The volume that the other is to be laid onto.</param>
    /// <param name="from">The other.</param>
    public static VoxelAlignment Of(VoxelGrid onto, VoxelGrid from)
    {
        var map = Map(onto.Geometry, from.Geometry);
        var sameSize = onto.Size.SequenceEqual(from.Size);
        if (map is null)
            return new(onto, from, null) { IsSame = sameSize };
        var isSame = sameSize && IsNear(map, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], onto.Size);
        return Turned(map, onto.Size, from.Size) is { } turned && !isSame && IsNear(map, turned, onto.Size)
            ? new(onto, from, turned) { IsTurned = true }
            : new(onto, from, map) { IsSame = isSame };
    }

    /// <summary>Lays values onto the other volume's voxels.</summary>
    /// <param name="values"><c>[Z, Y, X]</c> of the volume that is laid.</param>
    /// <param name="reader">What is allowed, and how messages name it.</param>
    /// <param name="notes">Takes a sentence where something was done.</param>
    /// <returns><c>[Z, Y, X]</c> of the other; the same array where voxels correspond.</returns>
    /// <exception cref="ImageFileException">The volumes lie otherwise, and the settings allow no resampling; or all of the mask lies outside.</exception>
    public float[] Lay(float[] values, MaskReader reader, List<string> notes)
    {
        var (place, other) = (reader.Settings.Place, reader.Names.Other);
        if (IsSame || (place == MaskPlace.Voxels && _onto.Size.SequenceEqual(_from.Size)))
        {
            if (_map is null && Unplaced(other) is { } why)
                notes.Add($"{why}; it was taken voxel by voxel");
            else if (!IsSame)
                notes.Add($"the affines place it otherwise than {other}; it was taken voxel by voxel");
            return values;
        }
        if (place == MaskPlace.Voxels || (_map is null && !IsTurned))
            throw new ImageFileException(
                _from.File,
                null,
                $"{string.Join(" x ", _from.Size)} voxels",
                $"{string.Join(" x ", _onto.Size)}, as {other} {_onto.File}",
                "give the mask of this volume; resample none"
            );
        if (IsTurned)
        {
            notes.Add($"it is stored with the axes {Axes()} of {other}, and was laid likewise by the affines");
            return Nearest(values, out _);
        }
        if (place != MaskPlace.Resample)
            throw new ImageFileException(
                _from.File,
                null,
                $"{_from}, which by the affines are not those of {other}",
                $"{_onto}, as {_onto.File}",
                $"export the mask on the voxels of {other}; or say {reader.Names.Of("place", "resample")} to take the nearest label by the affines, or "
                    + $"{reader.Names.Of("place", "voxels")} where a header is wrong and voxel corresponds to voxel"
            );
        var laid = Nearest(values, out var outside);
        if (outside == 1)
            throw new ImageFileException(
                _from.File,
                null,
                $"a mask all of which lies outside of {other}: {_from}",
                $"{_onto}, as {_onto.File}",
                $"give the mask of this volume, or say {reader.Names.Of("place", "voxels")} where a header is wrong and voxel corresponds to voxel"
            );
        notes.Add(
            $"it was resampled onto the voxels of {other} by the affines"
                + (outside > 0 ? FormattableString.Invariant($"; {100 * outside:0.0} % of what it marks lies outside") : "")
        );
        return laid;
    }

    /// <summary>What is to be told where a header does not say where voxels lie; null where neither does and both state one spacing.</summary>
    private string? Unplaced(string other)
    {
        var (isOnto, isFrom) = (IsKnown(_onto.Geometry), IsKnown(_from.Geometry));
        if (isOnto != isFrom)
            return $"the header of {(isFrom ? other : "the mask")} does not say where voxels lie";
        return _onto.Geometry.Steps.Zip(_from.Geometry.Steps).Any(pair => Math.Abs(pair.First - pair.Second) > 1e-3 * pair.First)
            ? $"no header says where voxels lie, and it states another spacing than {other}"
            : null;
    }

    /// <summary>Each voxel takes the nearest value; what lies outside is 0.</summary>
    private float[] Nearest(float[] values, out double outside)
    {
        var (size, from, map) = (_onto.Size, _from.Size, _map!);
        var laid = new float[size[0] * size[1] * size[2]];
        for (int z = 0, at = 0; z < size[2]; z++)
        for (var y = 0; y < size[1]; y++)
        for (var x = 0; x < size[0]; x++, at++)
        {
            var (i, j, k) = (Index(map, 0, x, y, z), Index(map, 1, x, y, z), Index(map, 2, x, y, z));
            if (i >= 0 && i < from[0] && j >= 0 && j < from[1] && k >= 0 && k < from[2])
                laid[at] = values[i + from[0] * (j + from[1] * k)];
        }
        outside = IsTurned ? 0 : Outside(values);
        return laid;
    }

    /// <summary>The share of marked voxels whose centres lie outside of the other volume.</summary>
    private double Outside(float[] values)
    {
        var back = Inverse(_map!)!;
        var (marked, outside) = (0L, 0L);
        for (int z = 0, at = 0; z < _from.Size[2]; z++)
        for (var y = 0; y < _from.Size[1]; y++)
        for (var x = 0; x < _from.Size[0]; x++, at++)
        {
            if (values[at] == 0)
                continue;
            marked++;
            for (var axis = 0; axis < 3; axis++)
            {
                if (Index(back, axis, x, y, z) is var index && (index < 0 || index >= _onto.Size[axis]))
                {
                    outside++;
                    break;
                }
            }
        }
        return marked == 0 ? 0 : (double)outside / marked;
    }

    private static int Index(double[] map, int row, int x, int y, int z) =>
        (int)Math.Floor(map[4 * row] * x + map[4 * row + 1] * y + map[4 * row + 2] * z + map[4 * row + 3] + 0.5);

    private string Axes()
    {
        // The column of the image's axis that each axis of the mask runs along.
        return string.Join(
            ", ",
            Enumerable
                .Range(0, 3)
                .Select(row =>
                {
                    var column = Enumerable.Range(0, 3).First(axis => _map![4 * row + axis] != 0);
                    return $"{(_map![4 * row + column] < 0 ? "-" : "+")}{(VolumeAxis)column}";
                })
        );
    }

    /// <summary>The mirroring and exchange of axes that is nearest, with whole volumes covering each other; null where there is none.</summary>
    private static double[]? Turned(double[] map, IReadOnlyList<int> onto, IReadOnlyList<int> from)
    {
        var turned = new double[12];
        HashSet<int> columns = [];
        for (var row = 0; row < 3; row++)
        {
            var column = Enumerable.Range(0, 3).MaxBy(axis => Math.Abs(map[4 * row + axis]));
            if (!columns.Add(column) || onto[column] != from[row])
                return null;
            var isMirrored = map[4 * row + column] < 0;
            turned[4 * row + column] = isMirrored ? -1 : 1;
            turned[4 * row + 3] = isMirrored ? from[row] - 1 : 0;
        }
        return turned;
    }

    private static bool IsNear(double[] one, double[] other, IReadOnlyList<int> size)
    {
        for (var corner = 0; corner < 8; corner++)
        {
            for (var row = 0; row < 3; row++)
            {
                var difference = one[4 * row + 3] - other[4 * row + 3];
                for (var axis = 0; axis < 3; axis++)
                {
                    if (((corner >> axis) & 1) == 1)
                        difference += (one[4 * row + axis] - other[4 * row + axis]) * (size[axis] - 1);
                }
                if (!(Math.Abs(difference) <= Tolerance))
                    return false;
            }
        }
        return true;
    }

    // An affine that folds an axis away says nothing.
    private static bool IsKnown(VolumeGeometry geometry) => geometry is { Affine: { } affine, Source: not AffineSource.Spacing } && Inverse(affine) is not null;

    private static double[]? Map(VolumeGeometry onto, VolumeGeometry from)
    {
        if (!IsKnown(onto) || !IsKnown(from))
            return null;
        var inverse = Inverse(from.Affine!)!;
        var map = new double[12];
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 4; column++)
            {
                for (var i = 0; i < 3; i++)
                    map[4 * row + column] += inverse[4 * row + i] * onto.Affine![4 * i + column];
            }
            map[4 * row + 3] += inverse[4 * row + 3];
        }
        return map;
    }

    /// <summary>The inverse of an affine's first three rows; null where it has none.</summary>
    private static double[]? Inverse(IReadOnlyList<double> a)
    {
        var determinant = a[0] * (a[5] * a[10] - a[6] * a[9]) - a[1] * (a[4] * a[10] - a[6] * a[8]) + a[2] * (a[4] * a[9] - a[5] * a[8]);
        if (!(Math.Abs(determinant) > 1e-12))
            return null;
        double[] inverse =
        [
            a[5] * a[10] - a[6] * a[9],
            a[2] * a[9] - a[1] * a[10],
            a[1] * a[6] - a[2] * a[5],
            0,
            a[6] * a[8] - a[4] * a[10],
            a[0] * a[10] - a[2] * a[8],
            a[2] * a[4] - a[0] * a[6],
            0,
            a[4] * a[9] - a[5] * a[8],
            a[1] * a[8] - a[0] * a[9],
            a[0] * a[5] - a[1] * a[4],
            0,
        ];
        for (var i = 0; i < 12; i++)
            inverse[i] /= determinant;
        for (var row = 0; row < 3; row++)
            inverse[4 * row + 3] = -(inverse[4 * row] * a[3] + inverse[4 * row + 1] * a[7] + inverse[4 * row + 2] * a[11]);
        return inverse;
    }
}

namespace DeferredSeg.Formats.Volumes.Nifti;

/// <summary>
/// Reads where voxels lie. The rules are those of the standard and, where it leaves things open, of nibabel: the sform if its code is
/// above 0, else the qform if its code is, else the spacing with the first axis towards the left and the origin in the middle. A distance
/// that is negative counts without its sign, one that is 0 or not finite as 1. All lengths are turned into millimetres; a file that
/// names no unit has them already.
/// </summary>
internal static class NiftiGeometry
{
    public static VolumeGeometry Read(NiftiFields fields, IReadOnlyList<long> size, NiftiFault fault)
    {
        double unit = (fields.Units & 7) switch
        {
            1 => 1000,
            3 => 0.001,
            _ => 1,
        };
        double[] spacing = [Distance(fields, 1), Distance(fields, 2), Distance(fields, 3)];
        (AffineSource source, int space, double[] affine) = fields switch
        {
            { SformCode: > 0 } => (AffineSource.Sform, fields.SformCode, Sform(fields, fault)),
            { QformCode: > 0 } => (AffineSource.Qform, fields.QformCode, Qform(fields, spacing, fault)),
            _ => (AffineSource.Spacing, 0, Centred(spacing, size)),
        };
        spacing = [.. spacing.Select(value => value * unit)];
        affine = [.. affine.Select(value => value * unit), 0, 0, 0, 1];
        return spacing.All(value => value > 0) && spacing.Concat(affine).All(double.IsFinite)
            ? new(spacing, affine, source, space)
            : throw fault.Refuse(fields.UnitsAt, "distances that are no finite numbers of millimetres", "finite numbers");
    }

    private static double Distance(NiftiFields fields, int axis) =>
        Math.Abs(fields.Distance(axis)) is > 0 and < double.PositiveInfinity and double distance ? distance : 1;

    private static double[] Sform(NiftiFields fields, NiftiFault fault)
    {
        double[] affine = new double[12];
        for (int i = 0; i < affine.Length; i++)
        {
            affine[i] = fields.Sform(i);
            if (!double.IsFinite(affine[i]))
                throw fault.Refuse(fields.SformAt, $"an sform with {affine[i]} in it", "finite numbers, or code 0");
        }

        return affine;
    }

    private static double[] Qform(NiftiFields fields, double[] spacing, NiftiFault fault)
    {
        double[] offsets = [fields.Qform(3), fields.Qform(4), fields.Qform(5)];
        if (!offsets.All(double.IsFinite) || NiftiQuaternion.Of(fields.Qform(0), fields.Qform(1), fields.Qform(2), 3 * fields.Precision) is not { } quaternion)
            throw fault.Refuse(
                fields.QuaternionAt,
                FormattableString.Invariant(
                    $"a qform with the quaternion ({fields.Qform(0)}, {fields.Qform(1)}, {fields.Qform(2)}) and the offset ({string.Join(", ", offsets)})"
                ),
                "finite numbers and a quaternion no longer than 1, or code 0"
            );
        double[] rotation = quaternion.Rotation();
        double[] scale = [spacing[0], spacing[1], fields.Distance(0) < 0 ? -spacing[2] : spacing[2]];
        double[] affine = new double[12];
        for (int row = 0; row < 3; row++)
        {
            for (int column = 0; column < 3; column++)
                affine[4 * row + column] = rotation[3 * row + column] * scale[column];
            affine[4 * row + 3] = offsets[row];
        }

        return affine;
    }

    private static double[] Centred(double[] spacing, IReadOnlyList<long> size)
    {
        double[] affine = new double[12];
        for (int axis = 0; axis < 3; axis++)
        {
            double step = axis == 0 ? -spacing[axis] : spacing[axis];
            affine[5 * axis] = step;
            affine[4 * axis + 3] = -step * (size[axis] - 1) / 2;
        }

        return affine;
    }
}

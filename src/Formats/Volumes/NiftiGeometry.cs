namespace DeferredSeg.Formats.Volumes;

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
        double[]? other = source == AffineSource.Sform && fields.QformCode > 0 ? TryQform(fields, spacing) : null;
        spacing = [.. spacing.Select(value => value * unit)];
        affine = Scaled(affine, unit);
        if (!spacing.All(value => value > 0) || !spacing.Concat(affine).All(double.IsFinite))
            throw fault.Refuse(fields.UnitsAt, "distances that are no finite numbers of millimetres", "finite numbers");
        VolumeGeometry geometry = new(spacing, affine, source, space);
        return other is null
            ? geometry
            : geometry with
            {
                Qform = Scaled(other, unit),
                QformSpace = Math.Min(fields.QformCode, short.MaxValue),
                Disagreement = LargestDistance(affine, Scaled(other, unit), size),
            };
    }

    private static double[] Scaled(double[] rows, double unit) => [.. rows.Select(value => value * unit), 0, 0, 0, 1];

    /// <summary>How far apart two affines place a corner of a volume.</summary>
    private static double LargestDistance(double[] one, double[] other, IReadOnlyList<long> size)
    {
        double largest = 0;
        for (int corner = 0; corner < 8; corner++)
        {
            double squares = 0;
            for (int row = 0; row < 3; row++)
            {
                double difference = one[4 * row + 3] - other[4 * row + 3];
                for (int axis = 0; axis < 3; axis++)
                    if ((corner >> axis & 1) == 1)
                        difference += (one[4 * row + axis] - other[4 * row + axis]) * (size[axis] - 1);
                squares += difference * difference;
            }

            largest = Math.Max(largest, Math.Sqrt(squares));
        }

        return largest;
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

    private static double[] Qform(NiftiFields fields, double[] spacing, NiftiFault fault) =>
        TryQform(fields, spacing)
        ?? throw fault.Refuse(
            fields.QuaternionAt,
            $"a qform with the quaternion ({Numbers(fields, 0)}) and the offset ({Numbers(fields, 3)})",
            "finite numbers and a quaternion no longer than 1, or code 0"
        );

    private static string Numbers(NiftiFields fields, int first) =>
        FormattableString.Invariant($"{fields.Qform(first)}, {fields.Qform(first + 1)}, {fields.Qform(first + 2)}");

    /// <summary>The first three rows; null where the numbers are no rotation.</summary>
    private static double[]? TryQform(NiftiFields fields, double[] spacing)
    {
        double[] offsets = [fields.Qform(3), fields.Qform(4), fields.Qform(5)];
        if (!offsets.All(double.IsFinite) || NiftiQuaternion.Of(fields.Qform(0), fields.Qform(1), fields.Qform(2), 3 * fields.Precision) is not { } quaternion)
            return null;
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

/// <summary>A rotation as a unit quaternion a + bi + cj + dk with a of at least 0.</summary>
internal readonly record struct NiftiQuaternion(double A, double B, double C, double D)
{
    /// <summary>How far b, c and d may be longer than 1 by rounding.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>The quaternion of which a header stores three parts; null where they are longer than 1 or not finite.</summary>
    /// <param name="b">The part of i.</param>
    /// <param name="c">The part of j.</param>
    /// <param name="d">The part of k.</param>
    /// <param name="rounding">A square of a that is not above this is the rounding of the others, not a turn of its own; as nibabel.</param>
    public static NiftiQuaternion? Of(double b, double c, double d, double rounding)
    {
        double squares = b * b + c * c + d * d;
        if (!(squares <= 1 + Tolerance))
            return null;
        if (1 - squares > rounding)
            return new(Math.Sqrt(1 - squares), b, c, d);
        double length = Math.Sqrt(squares);
        return new(0, b / length, c / length, d / length);
    }

    /// <summary>The quaternion of a rotation, 3 by 3, row by row (Shepperd 1978: by the largest of the four, which is safe to divide by).</summary>
    public static NiftiQuaternion Of(ReadOnlySpan<double> r)
    {
        double[] squares = [1 + r[0] + r[4] + r[8], 1 + r[0] - r[4] - r[8], 1 - r[0] + r[4] - r[8], 1 - r[0] - r[4] + r[8]];
        int largest = Array.IndexOf(squares, squares.Max());
        double twice = Math.Sqrt(squares[largest]);
        double part = 0.5 / twice;
        (double a, double b, double c, double d) = largest switch
        {
            0 => (twice / 2, (r[7] - r[5]) * part, (r[2] - r[6]) * part, (r[3] - r[1]) * part),
            1 => ((r[7] - r[5]) * part, twice / 2, (r[1] + r[3]) * part, (r[2] + r[6]) * part),
            2 => ((r[2] - r[6]) * part, (r[1] + r[3]) * part, twice / 2, (r[5] + r[7]) * part),
            _ => ((r[3] - r[1]) * part, (r[2] + r[6]) * part, (r[5] + r[7]) * part, twice / 2),
        };
        return a < 0 ? new(-a, -b, -c, -d) : new(a, b, c, d);
    }

    /// <summary>The rotation, 3 by 3, row by row.</summary>
    public double[] Rotation() =>
        [
            A * A + B * B - C * C - D * D,
            2 * (B * C - A * D),
            2 * (B * D + A * C),
            2 * (B * C + A * D),
            A * A + C * C - B * B - D * D,
            2 * (C * D - A * B),
            2 * (B * D - A * C),
            2 * (C * D + A * B),
            A * A + D * D - B * B - C * C,
        ];
}

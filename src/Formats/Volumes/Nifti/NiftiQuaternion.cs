namespace DeferredSeg.Formats.Volumes.Nifti;

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

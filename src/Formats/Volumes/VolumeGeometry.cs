namespace DeferredSeg.Formats.Volumes;

/// <summary>Where the voxels of a volume lie.</summary>
public sealed record VolumeGeometry
{
    /// <summary>The geometry of a volume of which only the distances of its voxels are known.</summary>
    /// <param name="spacing">Millimetres between neighbouring voxels along X, Y and Z, all above 0.</param>
    /// <exception cref="ArgumentException">These are not three such numbers.</exception>
    public VolumeGeometry(IReadOnlyList<double> spacing)
    {
        if (spacing.Count != 3 || spacing.Any(value => !(value > 0 && double.IsFinite(value))))
            throw new ArgumentException(
                $"the spacing is ({string.Join(", ", spacing)}); expected three numbers of millimetres above 0, along X, Y and Z",
                nameof(spacing)
            );
        Spacing = spacing;
    }

    /// <summary>A geometry with an orientation and an origin.</summary>
    /// <param name="spacing">Millimetres between neighbouring voxels along X, Y and Z, all above 0.</param>
    /// <param name="affine">From (i, j, k, 1) to millimetres, 4 by 4, row by row; the last row is 0 0 0 1.</param>
    /// <param name="source">What the affine is written as or was read from.</param>
    /// <param name="space">The code of the space that it leads to; see <see cref="Space"/>.</param>
    /// <exception cref="ArgumentException">These are not such numbers.</exception>
    public VolumeGeometry(IReadOnlyList<double> spacing, IReadOnlyList<double> affine, AffineSource source = AffineSource.Sform, int space = 1)
        : this(spacing)
    {
        if (affine.Count != 16 || !affine.All(double.IsFinite) || !affine.Skip(12).SequenceEqual([0, 0, 0, 1]))
            throw new ArgumentException(
                $"the affine is ({string.Join(", ", affine)}); expected 16 finite numbers, row by row, of which the last four are 0 0 0 1",
                nameof(affine)
            );
        Affine = affine;
        Source = source;
        Space = source == AffineSource.Spacing ? 0 : Math.Clamp(space, 1, short.MaxValue);
    }

    /// <summary>
    /// Millimetres between neighbouring voxels along X, Y and Z: the order of the file, the reverse of the axes of an array <c>[Z, Y, X]</c>.
    /// </summary>
    public IReadOnlyList<double> Spacing { get; }

    /// <summary>
    /// From indices of voxels (i along X, j along Y, k along Z, 1) to millimetres in the patient, towards the right, the front and the
    /// head (NIfTI's RAS+): 4 by 4, row by row; null where it is not known.
    /// </summary>
    public IReadOnlyList<double>? Affine { get; }

    /// <summary>
    /// Millimetres between neighbouring voxels along X, Y and Z, by which everything is measured: those of the affine, but <see cref="Spacing"/> where
    /// it says the same, to a thousandth, where the affine is not known, and where its steps are 1 along all axes, as programs leave them that fill in
    /// a rotation alone.
    /// </summary>
    public IReadOnlyList<double> Steps => HasOtherSteps && !AreOnes(AffineSteps!) ? AffineSteps! : Spacing;

    /// <summary>Millimetres between neighbouring voxels as the affine has them; null where it is not known.</summary>
    public IReadOnlyList<double>? AffineSteps => Affine is { } affine ? Lengths(affine) : null;

    /// <summary>Whether <see cref="AffineSteps"/> and <see cref="Spacing"/> differ by more than a thousandth.</summary>
    public bool HasOtherSteps => AffineSteps is { } steps && steps.Zip(Spacing).Any(pair => !IsNear(pair.First, pair.Second));

    /// <summary>What the affine was derived from.</summary>
    public AffineSource Source { get; }

    /// <summary>
    /// The affine of the qform, 4 by 4, row by row, where the file has both and the sform is <see cref="Affine"/>; null elsewhere. Files that are
    /// written with this geometry state both again.
    /// </summary>
    public IReadOnlyList<double>? Qform { get; init; }

    /// <summary>The code of the space that <see cref="Qform"/> leads to; 0 without.</summary>
    public int QformSpace { get; init; }

    /// <summary>The most millimetres by which qform and sform place a corner of the volume apart; 0 where the file has not both.</summary>
    public double Disagreement { get; init; }

    /// <summary>NIfTI's code of the space that the affine leads to: 0 unknown, 1 scanner, 2 aligned to another image, 3 Talairach, 4 MNI 152.</summary>
    public int Space { get; }

    private static bool IsNear(double one, double other) => Math.Abs(one - other) <= 1e-3 * other;

    private static bool AreOnes(IReadOnlyList<double> steps) => steps.All(step => IsNear(step, 1));

    private static double[] Lengths(IReadOnlyList<double> affine) =>
        [.. Enumerable.Range(0, 3).Select(axis => Math.Sqrt(Enumerable.Range(0, 3).Sum(row => affine[4 * row + axis] * affine[4 * row + axis])))];
}

/// <summary>What a volume's affine was derived from.</summary>
public enum AffineSource
{
    /// <summary>The spacing alone: the file says nothing of the orientation or the origin.</summary>
    Spacing,

    /// <summary>NIfTI's qform: a rotation, the spacing and an origin.</summary>
    Qform,

    /// <summary>NIfTI's sform: a general affine map.</summary>
    Sform,
}

/// <summary>The axes of a volume by the order of the voxels in its file, counted as the columns of its affine are.</summary>
public enum VolumeAxis
{
    /// <summary>The index that changes fastest from voxel to voxel (i). A slice across it is <c>[Z, Y]</c>.</summary>
    X = 0,

    /// <summary>The next (j). A slice across it is <c>[Z, X]</c>.</summary>
    Y = 1,

    /// <summary>The slowest of the three (k). A slice across it is <c>[Y, X]</c>, usually one that was measured as such.</summary>
    Z = 2,
}

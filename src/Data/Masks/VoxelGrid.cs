using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Data.Masks;

/// <summary>The voxels of a volume and where they lie.</summary>
/// <param name="File">The file, for messages.</param>
/// <param name="Size">Voxels along X, Y and Z.</param>
/// <param name="Geometry">Where they lie.</param>
public sealed record VoxelGrid(string File, IReadOnlyList<int> Size, VolumeGeometry Geometry)
{
    private const double Tolerance = 0.1;

    /// <summary>A sentence for each thing that the header says twice and differently, with the choice that is made.</summary>
    public IEnumerable<string> Notes
    {
        get
        {
            if (Geometry.Disagreement > Tolerance * Geometry.Steps.Min())
                yield return "its qform and sform lie apart; the sform counts, whose code is above 0";
            if (Geometry.HasOtherSteps)
                yield return $"its header states a spacing of {Text(Geometry.Spacing)} mm and its affine one of {Text(Geometry.AffineSteps!)} mm; "
                    + $"{Text(Geometry.Steps)} mm counts";
        }
    }

    /// <summary>Sizes, steps and origin for a person.</summary>
    public override string ToString() =>
        $"{string.Join(" x ", Size)} voxels"
        + (
            Geometry is { Affine: { } affine, Source: not AffineSource.Spacing }
                ? FormattableString.Invariant($" of {Steps()} mm from ({affine[3]:0.###}, {affine[7]:0.###}, {affine[11]:0.###}) on")
                : $" of {Steps()} mm, of which the header does not say where they lie"
        );

    private string Steps() => Text(Geometry.Steps);

    private static string Text(IReadOnlyList<double> steps) => string.Join(" x ", steps.Select(step => FormattableString.Invariant($"{step:0.###}")));
}

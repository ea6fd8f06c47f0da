using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Prepared;

namespace DeferredSeg.Training.Batches;

/// <summary>
/// Turns cases as they were prepared unturned, instead of preparing each of the eight ways anew: to read and to resize an image costs far
/// more than to turn it, and memory that keeps cases holds one of each. A case with a box prompt is prepared anew, because the box's jitter
/// follows from the turn; so is one that changes its size.
/// </summary>
/// <param name="cases">Prepares, and keeps what it may.</param>
public sealed class TurnedCases(IPreparedCases cases) : IPreparedCases
{
    /// <inheritdoc/>
    public IReadOnlyList<CaseInfo> Cases => cases.Cases;

    /// <inheritdoc/>
    public PreparedCase Get(int index, GeometricVariant variant)
    {
        var original = cases.Get(index, GeometricVariant.None);
        if (variant == GeometricVariant.None)
            return original;
        if (original.Box is not null || original.Height != original.Width)
            return cases.Get(index, variant);
        return original with
        {
            Image = Turning.Apply<float>(original.Image, original.Image.Length / (original.Height * original.Width), original.Height, original.Width, variant),
            Shown = Turning.Apply(original.Shown, variant),
            Reference = Turning.Apply(original.Reference, variant),
            Variant = variant,
            FieldOfView = original.FieldOfView is { } view ? Turning.Apply(view, variant) : null,
        };
    }
}

using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Engine.Systems;

namespace DeferredSeg.Engine.Training.Batches;

/// <summary>A case of a batch: image and truth as they are trained on, and the experts' answers turned alike.</summary>
/// <param name="Prepared">Image, truth and field of view.</param>
/// <param name="Answers">The experts' answers; null where nothing is routed.</param>
internal sealed record BatchCase(PreparedCase Prepared, CaseAnswers? Answers)
{
    /// <summary>A patch of a volume and what the experts say of it: of its slices, whole as they are, and then of the patch.</summary>
    /// <param name="volume">The volume, as it lies.</param>
    /// <param name="patch">Which part of it.</param>
    /// <param name="variant">How its slices are turned.</param>
    /// <param name="panel">The experts; null where nothing is routed.</param>
    /// <param name="kind">How classes relate.</param>
    /// <param name="seed">The seed of simulated experts.</param>
    /// <param name="epoch">The epoch of training.</param>
    public static BatchCase OfPatch(PreparedCase volume, Patch patch, GeometricVariant variant, ExpertPanel? panel, ClassKind kind, long seed, int epoch)
    {
        var cut = patch.Of(volume);
        var prepared = cut with
        {
            Image = Turning.Apply<float>(cut.Image, cut.Image.Length / (cut.Height * cut.Width), cut.Height, cut.Width, variant),
            Shown = Turning.Apply(cut.Shown, variant),
            Reference = Turning.Apply(cut.Reference, variant),
            FieldOfView = cut.FieldOfView is { } view ? Turning.Apply(view, variant) : null,
            Variant = variant,
        };
        if (panel is null)
            return new(prepared, null);
        var answers = CaseAnswers.Ask(panel, patch.Slab(volume.Grid).Of(volume), kind, seed, epoch, CancellationToken.None);
        var part = patch.InSlab;
        return new(prepared, new CaseAnswers([.. answers.Masks.Select(part.Of)], [.. answers.Answered.Select(part.Of)]).Turn(variant));
    }

    /// <summary>Prepares a case and asks the experts about it.</summary>
    /// <exception cref="InvalidOperationException">The data turns the truth otherwise than the answers are turned.</exception>
    public static BatchCase Of(
        IPreparedCases cases,
        int index,
        Func<PreparedCase, GeometricVariant> turned,
        ExpertPanel? panel,
        ClassKind kind,
        long seed,
        int epoch,
        CancellationToken cancellation
    )
    {
        var original = cases.Get(index, GeometricVariant.None);
        var variant = turned(original);
        var prepared = variant == GeometricVariant.None ? original : cases.Get(index, variant);
        // Answers that lay otherwise than the image would train the routing on noise without a word.
        if (!Turning.Apply(original.Reference, variant).Values.AsSpan().SequenceEqual(prepared.Reference.Values))
            throw new InvalidOperationException(
                $"The case {original.Info.Id} comes with a truth that is not turned as {variant} says (columns mirrored first, then quarter "
                    + "turns anticlockwise); the experts' answers could not follow it."
            );
        return new(prepared, panel is null ? null : CaseAnswers.Ask(panel, original, kind, seed, epoch, cancellation).Turn(variant));
    }
}

/// <summary>
/// Turns cases as they were prepared unturned, instead of preparing each of the eight ways anew: to read and to resize an image costs far
/// more than to turn it, and memory that keeps cases holds one of each. A case with prompts is prepared anew, because what is drawn of them
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
        if (original.Prompts != CasePrompts.None || original.Height != original.Width)
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

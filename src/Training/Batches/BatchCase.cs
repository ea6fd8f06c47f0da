using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Training.Experts;

namespace DeferredSeg.Training.Batches;

/// <summary>A case of a batch: image and truth as they are trained on, and the experts' answers turned alike.</summary>
/// <param name="Prepared">Image, truth and field of view.</param>
/// <param name="Answers">The experts' answers; null where nothing is routed.</param>
internal sealed record BatchCase(PreparedCase Prepared, CaseAnswers? Answers)
{
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
                $"The case {original.Info.Id} comes with a truth that is not turned as {variant} says (columns mirrored first, then quarter turns anticlockwise); the experts' answers could not follow it."
            );
        return new(prepared, panel is null ? null : CaseAnswers.Ask(panel, original, kind, seed, epoch, cancellation).Turn(variant));
    }
}

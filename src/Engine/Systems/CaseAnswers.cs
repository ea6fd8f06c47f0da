using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Prepared;

namespace DeferredSeg.Engine.Systems;

/// <summary>What the experts said about a whole case, and where they said anything.</summary>
/// <param name="Masks">One mask an expert, K planes; expert j lies at index j - 1. Without meaning where there is no answer.</param>
/// <param name="Answered">
/// One plane an expert: 1 where the answer covers the pixel and does not abstain; 0 everywhere for a question that was declined or is pending.
/// </param>
internal sealed record CaseAnswers(IReadOnlyList<MaskPlanes> Masks, IReadOnlyList<MaskPlanes> Answered)
{
    /// <summary>Where each expert said anything, as planes.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> AnsweredPlanes => [.. Answered.Select(plane => new ReadOnlyMemory<byte>(plane.Values))];

    /// <summary>Asks all experts about a case as it lies, not turned.</summary>
    public static CaseAnswers Ask(ExpertPanel panel, PreparedCase one, ClassKind kind, long seed, int epoch, CancellationToken cancellation)
    {
        var masks = new MaskPlanes[panel.Experts.Count];
        var answered = new MaskPlanes[masks.Length];
        for (var j = 0; j < masks.Length; j++)
        {
            cancellation.ThrowIfCancellationRequested();
            var question = new ExpertRequest
            {
                Key = one.Info.Id,
                Case = one.Info,
                Image = one.Shown,
                Classes = one.Reference.Classes,
                ClassKind = kind,
                GroundTruth = panel.Experts[j].NeedsGroundTruth ? one.Reference : null,
                Seed = seed,
                Epoch = epoch,
            };
            var answer = panel.Ask(j, question, cancellation: cancellation).Answer;
            masks[j] = answer?.Mask ?? Empty(one, one.Reference.Classes);
            answered[j] = answer is null ? Empty(one, 1) : ExpertPanel.Decided(question, answer);
            if (masks[j].Height != one.Height || masks[j].Width != one.Width || masks[j].Classes != one.Reference.Classes)
                throw new InvalidOperationException(
                    $"The expert {panel.Experts[j].Id} answered about {one.Info.Id} with {masks[j].Classes} planes of {masks[j].Height} by "
                        + $"{masks[j].Width} pixels; expected {one.Reference.Classes} of {one.Height} by {one.Width}."
                );
        }
        return new(masks, answered);
    }

    /// <summary>The answers turned with the image.</summary>
    public CaseAnswers Turn(GeometricVariant variant) =>
        new([.. Masks.Select(mask => Turning.Apply(mask, variant))], [.. Answered.Select(mask => Turning.Apply(mask, variant))]);

    private static MaskPlanes Empty(PreparedCase one, int planes) => new(one.Height, one.Width, planes, new byte[planes * one.Height * one.Width]);
}

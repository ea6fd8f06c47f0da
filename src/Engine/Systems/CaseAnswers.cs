using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets.Volumes;
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

    /// <summary>Questions to people that have no answer yet.</summary>
    public int Pending { get; init; }

    /// <summary>Asks all experts about a case as it lies, not turned.</summary>
    /// <param name="panel">The experts.</param>
    /// <param name="one">The case.</param>
    /// <param name="kind">How classes relate.</param>
    /// <param name="seed">The seed of simulated experts.</param>
    /// <param name="epoch">The epoch of training.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    /// <param name="routed">
    /// Asks, by index, who is asked about what was routed to them alone, and gives null for anybody else; null where nobody is.
    /// </param>
    /// <exception cref="InvalidOperationException">An answer does not fit the case.</exception>
    /// <exception cref="ArgumentException">Somebody answers in their own time, and nothing was routed yet that they could be asked about.</exception>
    public static CaseAnswers Ask(
        ExpertPanel panel,
        PreparedCase one,
        ClassKind kind,
        long seed,
        int epoch,
        CancellationToken cancellation,
        Func<int, ExpertRequest, RegionAnswers?>? routed = null
    )
    {
        if (one.Slices is { } slices)
            return OfSlices(panel, one, slices, kind, seed, epoch, cancellation);
        var pending = 0;
        var masks = new MaskPlanes[panel.Experts.Count];
        var answered = new MaskPlanes[masks.Length];
        for (var j = 0; j < masks.Length; j++)
        {
            cancellation.ThrowIfCancellationRequested();
            var question = Question(panel.Experts[j], one, kind, seed, epoch);
            if (panel.Experts[j].AnswersLater && routed is null)
                throw Impatient(panel.Experts[j].Id);
            if (routed?.Invoke(j, question) is { } said)
            {
                (masks[j], answered[j], pending) = (said.Mask, said.Decided, pending + said.Pending);
                continue;
            }
            var answer = panel.Ask(j, question, cancellation: cancellation).Answer;
            masks[j] = answer?.Mask ?? Empty(one, one.Reference.Classes);
            answered[j] = answer is null ? Empty(one, 1) : ExpertPanel.Decided(question, answer);
            if (masks[j].Grid != one.Grid || masks[j].Classes != one.Reference.Classes)
                throw new InvalidOperationException(
                    $"The expert {panel.Experts[j].Id} answered about {one.Info.Id} with {masks[j].Classes} planes of {masks[j].Grid} pixels; expected "
                        + $"{one.Reference.Classes} of {one.Grid}."
                );
        }
        return new(masks, answered) { Pending = pending };
    }

    /// <summary>A question to an expert about all of a case.</summary>
    public static ExpertRequest Question(ExpertDescriptor who, PreparedCase one, ClassKind kind, long seed, int epoch) =>
        new()
        {
            Key = one.Info.Id,
            Case = one.Info,
            Image = one.Shown,
            Classes = one.Reference.Classes,
            ClassKind = kind,
            GroundTruth = who.NeedsGroundTruth ? one.Reference : null,
            Seed = seed,
            Epoch = epoch,
        };

    private static ArgumentException Impatient(string expert) =>
        new(
            $"The expert {expert} answers in their own time, about what was routed to them alone; training, fitting, guarantees and volumes as "
                + "cases ask about everything. Take "
                + "what they answered as a recorded expert: ./deferredseg export"
        );

    // Experts look at a volume slice by slice, as they would at the slices by themselves; beyond the volume nobody says anything.
    private static CaseAnswers OfSlices(
        ExpertPanel panel,
        PreparedCase one,
        IReadOnlyList<CaseInfo?> slices,
        ClassKind kind,
        long seed,
        int epoch,
        CancellationToken cancellation
    )
    {
        var each = slices
            .Select(
                (slice, z) =>
                {
                    var alone = SliceOf(one, slice ?? one.Info, z);
                    return slice is null
                        ? new([.. panel.Experts.Select(_ => Empty(alone, one.Reference.Classes))], [.. panel.Experts.Select(_ => Empty(alone, 1))])
                        : Ask(panel, alone, kind, seed, epoch, cancellation);
                }
            )
            .ToList();
        return new(
            [.. panel.Experts.Select((_, j) => WholeVolumes.Stacked([.. each.Select(answers => answers.Masks[j])]))],
            [.. panel.Experts.Select((_, j) => WholeVolumes.Stacked([.. each.Select(answers => answers.Answered[j])]))]
        );
    }

    private static PreparedCase SliceOf(PreparedCase volume, CaseInfo info, int z)
    {
        var (grid, size) = (volume.Grid, volume.Grid.Height * volume.Grid.Width);
        byte[] Planes(byte[] values) =>
            [.. Enumerable.Range(0, values.Length / grid.Count).SelectMany(k => values.AsSpan(k * grid.Count + z * size, size).ToArray())];
        return new(
            info,
            [],
            new(grid.Height, grid.Width, volume.Shown.Channels, Planes(volume.Shown.Values)),
            new(grid.Height, grid.Width, volume.Reference.Classes, Planes(volume.Reference.Values)),
            volume.Variant
        );
    }

    /// <summary>The answers turned with the image.</summary>
    public CaseAnswers Turn(GeometricVariant variant) =>
        new([.. Masks.Select(mask => Turning.Apply(mask, variant))], [.. Answered.Select(mask => Turning.Apply(mask, variant))]);

    private static MaskPlanes Empty(PreparedCase one, int planes) => new(one.Grid, planes, new byte[planes * one.Grid.Count]);
}

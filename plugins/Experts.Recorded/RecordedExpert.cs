using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace Experts.Recorded;

/// <summary>An expert who answers with the mask that a human rater left. The ground truth is never seen.</summary>
/// <remarks>
/// An empty mask is an answer ("there is nothing here"). A missing one is declined, and so is that of a rater who would not judge; the reason tells
/// the two apart. The answer covers the region that was asked, as far as the rater judged; outside of it the mask is 0. Seconds and confidence are
/// not recorded.
/// </remarks>
public sealed class RecordedExpert : ImmediateExpertSource, IRecordedExpert
{
    private readonly string _name;
    private readonly RecordedOptions _options;
    private readonly RaterChooser _chooser;

    /// <summary>Holds the options against the raters.</summary>
    /// <param name="name">The expert's name in the configuration.</param>
    /// <param name="options">Which raters the expert is.</param>
    /// <param name="masks">The recorded raters.</param>
    /// <exception cref="ArgumentException">An option names no rater, person or tool of the dataset, or counts further than there are persons.</exception>
    public RecordedExpert(string name, RecordedOptions options, IRaterMasks masks) => (_name, _options, _chooser) = (name, options, new(name, options, masks));

    /// <inheritdoc/>
    /// <remarks>The person is named where it is the same in every case.</remarks>
    public override ExpertDescriptor Describe() =>
        new()
        {
            Id = _name,
            Person = _chooser.Person,
            Tool = _options.Tool ?? _chooser.Tool,
            Tier = _options.Tier,
            Cost = _options.Cost,
            Capacity = _options.Capacity,
        };

    /// <inheritdoc/>
    public AnswerOrigin Origin(string caseId, long seed)
    {
        var choice = _chooser.Choose(caseId, seed);
        return new(choice is { Mask.Mask: not null, Rater: { } rater } ? [rater] : [], choice.Person?.All ?? []);
    }

    /// <inheritdoc/>
    protected override bool AnswersByMask => true;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// There is no such case, or mask or region have another size than the image, or the mask has other classes than were asked for.
    /// </exception>
    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation)
    {
        var choice = _chooser.Choose(request.Case.Id, request.Seed);
        if (choice.Mask.Mask is not { } mask)
            return ExpertReply.Declined(choice.Reason(request.Case.Id, _chooser.PlaceName, _chooser.Persons.Count));
        request.Expect($"mask of the rater '{choice.Rater}'", mask, request.Classes);
        var answer = ExpertAnswer.To(request, mask);
        return ExpertReply.Answered(choice.Mask.Seen is { } seen ? answer with { Region = Both(request, seen) } : answer);
    }

    // What was asked, as far as the rater judged.
    private static MaskPlanes Both(ExpertRequest request, MaskPlanes seen)
    {
        request.Expect("part that the rater judged", seen, 1);
        return new(seen.Grid, 1, [.. seen.Values.Select((value, pixel) => (byte)(value & (request.Region?.Values[pixel] ?? 1)))]);
    }
}

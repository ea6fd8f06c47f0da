using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Abstractions.Experts;

/// <summary>What an expert answered. Nobody writes into the arrays of a question or of an answer, so they may be the same.</summary>
/// <param name="Mask">K planes of the image's size; values outside of <see cref="Region"/> mean nothing.</param>
public sealed record ExpertAnswer(MaskPlanes Mask)
{
    /// <summary>The region that the answer covers, one plane; null means the whole image. It may be smaller than what was asked.</summary>
    public MaskPlanes? Region { get; init; }

    /// <summary>Where the expert looked and would not decide, one plane; null means nowhere.</summary>
    public MaskPlanes? Abstained { get; init; }

    /// <summary>For <see cref="ExpertTask.Judge"/>: whether the proposal was accepted. Null for other tasks.</summary>
    public bool? Accepted { get; init; }

    /// <summary>For <see cref="ExpertTask.Choose"/>: which proposal, from 0; null where none would do, or for other tasks.</summary>
    public int? Choice { get; init; }

    /// <summary>For <see cref="ExpertTask.Click"/>: where the expert pointed; empty for other tasks.</summary>
    public IReadOnlyList<ExpertClick> Clicks { get; init; } = [];

    /// <summary>The time that the expert worked, in seconds; null where it was not measured.</summary>
    public double? Seconds { get; init; }

    /// <summary>How sure the expert is, 0 to 1; null where they did not say.</summary>
    public double? Confidence { get; init; }

    /// <summary>A proposal that was accepted is the answer; one that was rejected leaves the region undecided.</summary>
    /// <param name="request">The question, with one proposal.</param>
    /// <param name="accepted">Whether it was accepted.</param>
    /// <exception cref="ArgumentException">There is not exactly one proposal, or it is of another size than the image.</exception>
    public static ExpertAnswer Judged(ExpertRequest request, bool accepted)
    {
        if (request.Proposals.Count != 1)
            throw new ArgumentException($"'{request.Key}' has {request.Proposals.Count} proposals to judge; expected one.", nameof(request));
        return Of(request, accepted ? 0 : null) with { Accepted = accepted };
    }

    /// <summary>The chosen proposal is the answer; where none would do the region stays undecided.</summary>
    /// <param name="request">The question, with its proposals.</param>
    /// <param name="choice">Which, from 0; null for none.</param>
    /// <exception cref="ArgumentException">There is no such proposal, or it is of another size than the image.</exception>
    public static ExpertAnswer Chosen(ExpertRequest request, int? choice)
    {
        if (request.Proposals.Count == 0 || choice < 0 || choice >= request.Proposals.Count)
            throw new ArgumentException(
                $"'{request.Key}' has {request.Proposals.Count} proposals; "
                    + $"{(choice is { } which ? $"proposal {which}, counted from 0, is none of them" : "there must be one at least")}.",
                nameof(choice)
            );
        return Of(request, choice) with { Choice = choice };
    }

    private static ExpertAnswer Of(ExpertRequest request, int? proposal) =>
        proposal is { } taken
            ? To(request, request.Proposals[taken])
            : To(request, request.Proposals[0]) with
            {
                Abstained = MaskPlanes.Full(request.Image.Grid, 1),
            };

    /// <summary>
    /// An answer about exactly what was asked: within the question's region the mask's values, outside of it 0, so that no more is said than was asked
    /// for.
    /// </summary>
    /// <param name="request">The question.</param>
    /// <param name="mask">What the expert says of the whole image. Its values are copied.</param>
    /// <exception cref="ArgumentException">Mask or region have another size than the image, or the mask has other classes than were asked for.</exception>
    public static ExpertAnswer To(ExpertRequest request, MaskPlanes mask)
    {
        request.Expect("mask", mask, request.Classes);
        var values = (byte[])mask.Values.Clone();
        var answer = new ExpertAnswer(new MaskPlanes(mask.Grid, mask.Classes, values)) { Region = request.Region };
        if (request.Region is not { } region)
            return answer;
        request.Expect("region", region, 1);
        for (var plane = 0; plane < mask.Classes; plane++)
        {
            var asked = values.AsSpan(plane * region.Values.Length, region.Values.Length);
            for (var i = 0; i < asked.Length; i++)
                asked[i] &= region.Values[i];
        }
        return answer;
    }
}

/// <summary>What has become of a question.</summary>
public sealed record ExpertReply
{
    private ExpertReply(ExpertStatus status, ExpertAnswer? answer, string? reason) => (Status, Answer, Reason) = (status, answer, reason);

    /// <summary>There is no answer yet.</summary>
    public static ExpertReply Pending { get; } = new(ExpertStatus.Pending, null, null);

    /// <summary>How far it has come.</summary>
    public ExpertStatus Status { get; }

    /// <summary>The answer; not null where it was answered.</summary>
    public ExpertAnswer? Answer { get; }

    /// <summary>Why it was declined; not null where it was.</summary>
    public string? Reason { get; }

    /// <summary>An answer.</summary>
    public static ExpertReply Answered(ExpertAnswer answer) => new(ExpertStatus.Answered, answer, null);

    /// <summary>There will be none.</summary>
    /// <param name="reason">Why, in a sentence for whoever reads the report.</param>
    public static ExpertReply Declined(string reason) => new(ExpertStatus.Declined, null, reason);
}

/// <summary>How far a question has come.</summary>
public enum ExpertStatus
{
    /// <summary>There is no answer yet; ask again later.</summary>
    Pending,

    /// <summary>There is an answer.</summary>
    Answered,

    /// <summary>There will be no answer; the reason says why.</summary>
    Declined,
}

/// <summary>Where an expert pointed.</summary>
/// <param name="Row">From 0.</param>
/// <param name="Column">From 0.</param>
/// <param name="Inside">Whether the target is there, or is not.</param>
/// <param name="Slice">The slice of a volume, from 0; 0 for an image.</param>
public sealed record ExpertClick(int Row, int Column, bool Inside, int Slice = 0);

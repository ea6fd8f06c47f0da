using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Abstractions.Experts;

/// <summary>
/// What somebody who would outline a target answers when they are asked to judge, to choose or to point instead: a simulated user, or a recorded one.
/// </summary>
internal static class MaskAnswers
{
    /// <summary>Turns what would have been outlined into the answer that was asked for. A question that was not answered stays so.</summary>
    /// <param name="request">The question, whose task is not <see cref="ExpertTask.Annotate"/>.</param>
    /// <param name="outlined">What the same person answers when they are asked to annotate.</param>
    /// <exception cref="ArgumentException">The question has no proposals, or one of another size than the image.</exception>
    public static ExpertReply Of(ExpertRequest request, ExpertReply outlined)
    {
        if (outlined.Answer is not { } answer)
            return outlined;
        foreach (var proposal in request.Proposals)
            request.Expect("proposal", proposal, request.Classes);
        return ExpertReply.Answered(
            request.Task switch
            {
                ExpertTask.Judge => ExpertAnswer.Judged(request, Accepts(request, answer.Mask)),
                ExpertTask.Choose => ExpertAnswer.Chosen(request, Nearest(request, answer.Mask)),
                _ => Clicked(request, answer.Mask),
            }
        );
    }

    /// <summary>
    /// A proposal is accepted that is nearer to what they would outline than the model's mask is; without one, where more of it is right than wrong.
    /// </summary>
    private static bool Accepts(ExpertRequest request, MaskPlanes wanted)
    {
        if (request.Proposals.Count != 1)
            return false;
        var wrong = Wrong(request, request.Proposals[0], wanted);
        return request.Model is { } model ? wrong < Wrong(request, model, wanted) : 2 * wrong < Asked(request);
    }

    /// <summary>The proposal with the fewest wrong pixels in the region, the first of equals.</summary>
    private static int? Nearest(ExpertRequest request, MaskPlanes wanted) =>
        request.Proposals.Count == 0 ? null : Enumerable.Range(0, request.Proposals.Count).MinBy(i => Wrong(request, request.Proposals[i], wanted));

    private static ExpertAnswer Clicked(ExpertRequest request, MaskPlanes wanted)
    {
        var shown = request.Model ?? (request.Proposals.Count > 0 ? request.Proposals[0] : null);
        var (best, click) = (0, (ExpertClick?)null);
        for (var plane = 0; plane < wanted.Classes; plane++)
        {
            var pixels = wanted.Plane(plane);
            var error = new bool[request.Image.Grid.Count];
            for (var i = 0; i < error.Length; i++)
                error[i] = request.Region?.Values[i] != 0 && pixels[i] != (shown is null ? 0 : shown.Plane(plane)[i]);
            var (size, place) = LargestError.Middle(error, request.Image.Grid);
            if (size <= best)
                continue;
            var (width, area) = (request.Image.Grid.Width, request.Image.Grid.Height * request.Image.Grid.Width);
            (best, click) = (size, new(place % area / width, place % width, pixels[place] != 0, place / area));
        }
        // Where nothing is wrong what is shown is the answer; otherwise the region is undecided until the click has been followed.
        var answer = ExpertAnswer.To(request, shown ?? new MaskPlanes(request.Image.Grid, request.Classes, new byte[wanted.Values.Length]));
        return click is null ? answer : answer with { Clicks = [click], Abstained = request.Region ?? MaskPlanes.Full(request.Image.Grid, 1) };
    }

    private static long Wrong(ExpertRequest request, MaskPlanes mask, MaskPlanes wanted)
    {
        var (wrong, area) = (0L, request.Image.Grid.Count);
        for (var i = 0; i < wanted.Values.Length; i++)
            if (mask.Values[i] != wanted.Values[i] && request.Region?.Values[i % area] != 0)
                wrong++;
        return wrong;
    }

    private static long Asked(ExpertRequest request) => (request.Region?.Values.LongCount(value => value != 0) ?? request.Image.Grid.Count) * request.Classes;
}

using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace DeferredSeg.Abstractions.Tests.Experts;

/// <summary>What somebody who outlines answers when they are asked to judge, to choose or to point.</summary>
public sealed class MaskAnswerTests
{
    private const int Size = 8;

    [Fact]
    public void The_proposal_with_the_fewest_wrong_pixels_in_the_region_is_chosen()
    {
        using var expert = new Outliner(Square(2, 6));
        var right = Square(2, 6);
        // Better in the whole image, worse in the region.
        var elsewhere = Square(2, 6);
        elsewhere.Values[0] = 1;
        elsewhere.Values[1] = 1;
        var near = Square(2, 6);
        near.Values[2 * Size + 2] = 0;
        var region = Rows(2, 6);

        var answer = Ask(expert, Question(ExpertTask.Choose) with { Proposals = [near, elsewhere, right], Region = region });

        Assert.Equal(1, answer.Choice);
        Assert.Equal(elsewhere.Values.Zip(region.Values, (value, asked) => (byte)(value & asked)), answer.Mask.Values);
    }

    [Fact]
    public void A_proposal_is_accepted_where_it_is_nearer_than_the_model()
    {
        using var expert = new Outliner(Square(2, 6));
        var question = Question(ExpertTask.Judge) with { Proposals = [Square(2, 5)], Model = Square(3, 5) };

        Assert.True(Ask(expert, question).Accepted);
        Assert.False(Ask(expert, question with { Key = "other", Model = Square(2, 6) }).Accepted);
        // Without the model's mask: where more is right than wrong.
        Assert.True(Ask(expert, question with { Key = "right", Model = null }).Accepted);
        Assert.False(Ask(expert, question with { Key = "wrong", Model = null, Proposals = [Inverse(Square(2, 6))] }).Accepted);
    }

    [Fact]
    public void A_click_goes_to_the_middle_of_the_largest_error_and_says_what_is_there()
    {
        using var expert = new Outliner(Square(1, 6));
        var model = Square(1, 6);
        // One pixel too many far away, and a block of 3 by 3 missing.
        model.Values[7 * Size + 7] = 1;
        for (var row = 2; row < 5; row++)
        for (var column = 2; column < 5; column++)
            model.Values[row * Size + column] = 0;

        var answer = Ask(expert, Question(ExpertTask.Click) with { Model = model });

        Assert.Equal(new ExpertClick(3, 3, Inside: true), Assert.Single(answer.Clicks));
        Assert.All(answer.Abstained!.Values, value => Assert.Equal(1, value));
        var outside = Ask(expert, Question(ExpertTask.Click) with { Key = "corner", Model = model, Region = Rows(6, 8) });
        Assert.Equal(new ExpertClick(7, 7, Inside: false), Assert.Single(outside.Clicks));
    }

    [Fact]
    public void Where_nothing_is_wrong_the_models_mask_is_the_answer_and_there_is_no_click()
    {
        using var expert = new Outliner(Square(1, 6));

        var answer = Ask(expert, Question(ExpertTask.Click) with { Model = Square(1, 6) });

        Assert.Empty(answer.Clicks);
        Assert.Null(answer.Abstained);
        Assert.Equal(Square(1, 6).Values, answer.Mask.Values);
    }

    [Fact]
    public void Who_declines_to_outline_declines_to_choose_and_sources_that_do_not_outline_decline_by_name()
    {
        using var absent = new Outliner(null);
        using var other = new Outliner(Square(1, 6), byMask: false);
        var question = Question(ExpertTask.Choose) with { Proposals = [Square(1, 6)] };

        Assert.Equal("absent", Reply(absent, question).Reason);
        Assert.Contains("it was asked to Choose", Reply(other, question).Reason);
    }

    private static ExpertAnswer Ask(Outliner expert, ExpertRequest request) => Reply(expert, request).Answer!;

    private static ExpertReply Reply(Outliner expert, ExpertRequest request) => expert.Poll(expert.Submit(request));

    private static ExpertRequest Question(ExpertTask task) =>
        new()
        {
            Key = $"{task}",
            Task = task,
            Case = new("a"),
            Image = new(Size, Size, 1, new byte[Size * Size]),
            Classes = 1,
        };

    private static MaskPlanes Square(int from, int to) => Of((row, column) => row >= from && row < to && column >= from && column < to);

    private static MaskPlanes Rows(int from, int to) => Of((row, _) => row >= from && row < to);

    private static MaskPlanes Inverse(MaskPlanes mask) => new(mask.Grid, 1, [.. mask.Values.Select(value => (byte)(1 - value))]);

    private static MaskPlanes Of(Func<int, int, bool> inside) =>
        new(new Grid(Size, Size), 1, [.. Enumerable.Range(0, Size * Size).Select(i => (byte)(inside(i / Size, i % Size) ? 1 : 0))]);

    private sealed class Outliner(MaskPlanes? mask, bool byMask = true) : ImmediateExpertSource
    {
        protected override bool AnswersByMask => byMask;

        public override ExpertDescriptor Describe() => new() { Id = "outliner" };

        protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation)
        {
            Assert.Equal(ExpertTask.Annotate, request.Task);
            return mask is null ? ExpertReply.Declined("absent") : ExpertReply.Answered(ExpertAnswer.To(request, mask));
        }
    }
}

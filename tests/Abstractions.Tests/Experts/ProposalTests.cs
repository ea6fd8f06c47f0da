using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace DeferredSeg.Abstractions.Tests.Experts;

public sealed class ProposalTests
{
    private static readonly MaskPlanes _left = new(1, 3, 1, [1, 0, 0]);
    private static readonly MaskPlanes _right = new(1, 3, 1, [0, 1, 1]);

    [Fact]
    public void An_accepted_proposal_is_the_answer_within_the_region()
    {
        var answer = ExpertAnswer.Judged(Question(_right) with { Region = new(1, 3, 1, [1, 1, 0]) }, accepted: true);

        Assert.True(answer.Accepted);
        Assert.Equal([0, 1, 0], answer.Mask.Values);
        Assert.Null(answer.Abstained);
    }

    [Fact]
    public void A_rejected_proposal_leaves_everything_undecided()
    {
        var answer = ExpertAnswer.Judged(Question(_right), accepted: false);

        Assert.False(answer.Accepted);
        Assert.Equal([1, 1, 1], answer.Abstained!.Values);
    }

    [Fact]
    public void The_chosen_proposal_is_the_answer_and_none_leaves_everything_undecided()
    {
        var question = Question(_left, _right);

        var chosen = ExpertAnswer.Chosen(question, 1);
        Assert.Equal(1, chosen.Choice);
        Assert.Equal([0, 1, 1], chosen.Mask.Values);
        Assert.Equal([1, 1, 1], ExpertAnswer.Chosen(question, null).Abstained!.Values);
        Assert.Contains("2 proposals; proposal 2", Assert.Throws<ArgumentException>(() => ExpertAnswer.Chosen(question, 2)).Message);
        Assert.Contains("2 proposals to judge; expected one", Assert.Throws<ArgumentException>(() => ExpertAnswer.Judged(question, true)).Message);
    }

    private static ExpertRequest Question(params MaskPlanes[] proposals) =>
        new()
        {
            Key = "question",
            Case = new("one"),
            Image = new(1, 3, 1, [0, 0, 0]),
            Classes = 1,
            Proposals = proposals,
        };
}

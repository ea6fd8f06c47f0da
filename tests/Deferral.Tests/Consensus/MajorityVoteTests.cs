using DeferredSeg.Deferral.Consensus;

namespace DeferredSeg.Deferral.Tests.Consensus;

public sealed class MajorityVoteTests
{
    [Fact]
    public void An_even_split_goes_by_the_rule()
    {
        ReadOnlyMemory<byte>[] ratings = [new byte[] { 1, 0, 1, 9 }, new byte[] { 0, 0, 1, 1 }];

        Assert.Equal([0, 0, 1, 1], MajorityVote.Of(ratings, VoteRule.Strict));
        Assert.Equal([1, 0, 1, 1], MajorityVote.Of(ratings, VoteRule.TiesToForeground));
    }

    [Fact]
    public void A_label_needs_its_own_majority()
    {
        ReadOnlyMemory<byte>[] ratings = [new byte[] { 5, 5, 5, 3 }, new byte[] { 5, 3, 3, 0 }, new byte[] { 0, 0, 5, 3 }, new byte[] { 5, 3, 3, 0 }];

        Assert.Equal([5, 0, 0, 0], MajorityVote.OneVersusRest(ratings, VoteRule.Strict));
        Assert.Equal([5, 3, 3, 3], MajorityVote.OneVersusRest(ratings, VoteRule.TiesToForeground));
    }

    [Fact]
    public void Raters_who_all_see_something_else_leave_background() =>
        Assert.Equal([0], MajorityVote.OneVersusRest([new byte[] { 1 }, new byte[] { 2 }, new byte[] { 3 }], VoteRule.TiesToForeground));

    [Fact]
    public void Ratings_of_different_images_and_unknown_rules_are_refused()
    {
        Assert.Contains(
            "Rater 2 has 5 pixels",
            Assert.Throws<ArgumentException>(() => MajorityVote.Of([new byte[4], new byte[4], new byte[5]], VoteRule.Strict)).Message
        );
        Assert.Contains(
            "Rater 2 has 5 pixels",
            Assert.Throws<ArgumentException>(() => MajorityVote.OneVersusRest([new byte[4], new byte[4], new byte[5]], VoteRule.Strict)).Message
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => MajorityVote.OneVersusRest([new byte[4]], (VoteRule)7));
    }
}

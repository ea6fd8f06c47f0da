using DeferredSeg.Deferral.Measures.Baselines;

namespace DeferredSeg.Deferral.Tests.Measures.Baselines;

public sealed class ExpertVoteTests
{
    [Theory]
    [InlineData(VoteTies.Model)]
    [InlineData(VoteTies.Background)]
    [InlineData(VoteTies.Foreground)]
    public void The_majority_is_the_label_that_most_name(VoteTies ties)
    {
        for (var i = 0; i < 20; i++)
        {
            var one = new RandomCase(i, 2 + i % 4);

            var majority = ExpertVote.Majority(one.Experts, one.Model, ties);

            for (var pixel = 0; pixel < one.Pixels; pixel++)
            {
                var votes = one.Experts.GroupBy(expert => expert.Span[pixel]).ToDictionary(group => group.Key, group => group.Count());
                byte[] most = [.. votes.Keys.Where(label => votes[label] == votes.Values.Max()).Order()];
                var expected = ties switch
                {
                    VoteTies.Model => most.Contains(one.Model[pixel]) ? one.Model[pixel] : most[0],
                    VoteTies.Background => most[0],
                    _ => most.Length > 1 && most[0] == 0 ? most[1] : most[0],
                };
                Assert.True(expected == majority[pixel], $"pixel {pixel}: expected {expected}, found {majority[pixel]}; {one}");
            }
        }
    }

    [Fact]
    public void Where_experts_differ_the_model_has_its_way() =>
        Assert.Equal([1, 2, 0, 3], ExpertVote.Unanimous([new byte[] { 1, 1, 0, 3 }, new byte[] { 1, 0, 0, 3 }], [0, 2, 1, 3]));

    [Fact]
    public void A_single_expert_is_the_majority_and_unanimous()
    {
        var one = new RandomCase(labels: 3);
        var expert = one.Experts[0].ToArray();

        Assert.Equal(expert, ExpertVote.Majority([one.Experts[0]], one.Model));
        Assert.Equal(expert, ExpertVote.Unanimous([one.Experts[0]], one.Model));
    }

    [Fact]
    public void Votes_that_do_not_fit_are_refused()
    {
        Assert.Contains("no experts", Assert.Throws<ArgumentException>(() => ExpertVote.Majority([], [0])).Message);
        Assert.Contains("mask of expert 2 has 2 pixels", Assert.Throws<ArgumentException>(() => ExpertVote.Unanimous([new byte[1], new byte[2]], [0])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => ExpertVote.Majority([new byte[1]], [0], (VoteTies)8));
    }
}

using System.Text.Json;
using DeferredSeg.Deferral.Consensus;
using DeferredSeg.Deferral.Tests.Golden;

namespace DeferredSeg.Deferral.Tests.Consensus;

public sealed class GoldenStapleTests : IDisposable
{
    private readonly GoldenValues _golden = new("staple");

    public static TheoryData<string> Cases => [.. Names()];

    public static TheoryData<string> EstimatedCases => [.. Names().Where(name => name is not ("r3_all_empty" or "r3_all_full"))];

    [Theory]
    [MemberData(nameof(EstimatedCases))]
    public void Every_stored_iteration_agrees(string name)
    {
        foreach (var stored in Numbers(name).GetProperty("after").EnumerateObject())
        {
            var result = Staple.Of(Ratings(name), new() { MaxIterations = int.Parse(stored.Name) });

            AssertClose(stored.Value.GetProperty("sensitivity"), result.Sensitivity, 1e-8);
            AssertClose(stored.Value.GetProperty("specificity"), result.Specificity, 1e-8);
            Assert.Equal(stored.Value.GetProperty("sum_posterior").GetDouble(), result.Posterior.Sum(), 1e-8);
            if (_golden.Has($"{name}/posterior_iter{stored.Name}"))
                AssertClose(_golden.Doubles($"{name}/posterior_iter{stored.Name}"), result.Posterior, 1e-8);
        }
    }

    [Theory]
    [MemberData(nameof(EstimatedCases))]
    public void The_end_agrees(string name)
    {
        var result = Staple.Of(Ratings(name));

        Assert.Equal(Numbers(name).GetProperty("gamma").GetDouble(), result.Prior, 1e-15);
        AssertClose(Numbers(name).GetProperty("sensitivity"), result.Sensitivity, 1e-6);
        AssertClose(Numbers(name).GetProperty("specificity"), result.Specificity, 1e-6);
        AssertClose(_golden.Doubles($"{name}/posterior"), result.Posterior, 1e-6);
        Assert.Equal(_golden.Bytes($"{name}/consensus"), result.Consensus);
        Assert.Equal(Numbers(name).GetProperty("converged").GetBoolean(), result.Converged);
        Assert.False(result.IsConstant);
    }

    [Theory]
    [InlineData("r3_all_empty", 0)]
    [InlineData("r3_all_full", 1)]
    public void Constant_ratings_are_their_own_consensus_and_say_nothing_about_the_raters(string name, byte value)
    {
        var result = Staple.Of(Ratings(name));

        Assert.True(result.IsConstant);
        Assert.All(result.Consensus, label => Assert.Equal(value, label));
        Assert.All(result.Posterior, w => Assert.Equal(value, w));
        Assert.All([.. result.Sensitivity, .. result.Specificity], rate => Assert.True(double.IsNaN(rate)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Both_majorities_agree(string name)
    {
        Assert.Equal(_golden.Bytes($"{name}/majority_strict"), MajorityVote.Of(Ratings(name), VoteRule.Strict));
        Assert.Equal(_golden.Bytes($"{name}/majority_ties_foreground"), MajorityVote.Of(Ratings(name), VoteRule.TiesToForeground));
    }

    public void Dispose() => _golden.Dispose();

    private static string[] Names()
    {
        using var golden = new GoldenValues("staple");
        return [.. golden.Numbers.GetProperty("cases").EnumerateObject().Select(one => one.Name)];
    }

    private static void AssertClose(JsonElement expected, double[] actual, double tolerance) =>
        AssertClose([.. expected.EnumerateArray().Select(number => number.GetDouble())], actual, tolerance);

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], tolerance);
    }

    private JsonElement Numbers(string name) => _golden.Numbers.GetProperty("cases").GetProperty(name);

    private ReadOnlyMemory<byte>[] Ratings(string name)
    {
        var raters = (int)_golden.Shape($"{name}/ratings")[0];
        var all = _golden.Bytes($"{name}/ratings").AsMemory();
        return [.. Enumerable.Range(0, raters).Select(rater => (ReadOnlyMemory<byte>)all.Slice(rater * (all.Length / raters), all.Length / raters))];
    }
}

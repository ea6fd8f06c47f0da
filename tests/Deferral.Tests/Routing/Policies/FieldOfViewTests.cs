using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Routing.Policies;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Routing.Policies;

/// <summary>
/// Four by four pixels, of which the left half is in the field of view. With and without a smallest region, which needs the whole map: shares are of
/// the eight pixels seen, and none of the others is routed.
/// </summary>
public sealed class FieldOfViewTests : ScopedTensorTest
{
    private static readonly byte[] _left = [1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0];

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_capacity_is_a_share_of_the_pixels_seen(int region) =>
        Assert.Equal("11..|11..|22..|22..", Decide(new(MinimumRegion: region) { Capacities = [0.5, 1] }));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_minimum_load_is_a_share_of_the_pixels_seen(int region) =>
        Assert.Equal("11..|11..|11..|22..", Decide(new(MinimumRegion: region, MinimumLoads: [0, 0.25])));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_budget_is_a_share_of_the_pixels_seen(int region) => Assert.Equal("11..|11..|....|....", Decide(new(Budget: 0.5, MinimumRegion: region)));

    // By one-vs-all and by the predictor a pixel outside may look more worth deferring than those that are seen.
    [Theory]
    [InlineData(0, RouteBy.Logits)]
    [InlineData(2, RouteBy.Logits)]
    [InlineData(0, RouteBy.Predictor)]
    [InlineData(2, RouteBy.Predictor)]
    [InlineData(0, RouteBy.Both)]
    [InlineData(2, RouteBy.Both)]
    public void A_budget_is_spent_on_pixels_seen_alone(int region, RouteBy by)
    {
        var routing = Maps([5, -9], [1, 1]);
        var predictor = Maps([-3, 3]);

        var plan = new RoutingPolicy(by, Budget: 1, MinimumRegion: region).DecideWithin(routing, RoutingParameterisation.OneVsAll, predictor, _left);

        Assert.Equal("11..|11..|11..|11..", Text(plan.Decision));
    }

    [Theory]
    [InlineData(RouteBy.Logits)]
    [InlineData(RouteBy.Predictor)]
    public void Beyond_the_field_nobody_is_asked_and_nothing_is_gained_whatever_the_policy(RouteBy by)
    {
        foreach (var policy in (RoutingPolicy[])[new(by), new(by, MinimumRegion: 2), new(by, FillHoles: 16)])
        {
            var plan = policy.DecideWithin(Maps([0, 0], [1, 1]), RoutingParameterisation.Softmax, Maps([1, 1]), _left);

            Assert.Equal("11..|11..|11..|11..", Text(plan.Decision));
            Assert.Equal(_left.Select(seen => (long)seen), plan.Expert.data<long>().ToArray());
            Assert.Equal(_left.Select(seen => seen == 0), plan.Margin.data<double>().ToArray().Select(double.IsNegativeInfinity));
        }
    }

    [Fact]
    public void A_hole_beyond_the_field_stays_the_models()
    {
        byte[] seen = [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];

        var plan = new RoutingPolicy(FillHoles: 4).DecideWithin(Maps([0, 0], [1, 1]), RoutingParameterisation.Utility, null, seen);

        Assert.Equal("1111|1.11|1111|1111", Text(plan.Decision));
    }

    /// <summary>The model is worth 0, the first expert 4 to 1 from the top row down, the second half of 1 everywhere.</summary>
    private static string Decide(RoutingPolicy policy)
    {
        float[] first = [4, 4, 9, 9, 3, 3, 9, 9, 2, 2, 9, 9, 1, 1, 9, 9];
        var routing = tensor((float[])[.. new float[16], .. first, .. Enumerable.Repeat(0.5f, 16)], [1, 3, 4, 4]);
        return Text(policy.DecideWithin(routing, RoutingParameterisation.Utility, null, _left).Decision);
    }

    /// <summary>One channel each: the value of the left half, and that of the right.</summary>
    private static Tensor Maps(params float[][] channels) =>
        tensor((float[])[.. channels.SelectMany(halves => Enumerable.Range(0, 16).Select(pixel => halves[pixel % 4 / 2]))], [1, channels.Length, 4, 4]);

    private static string Text(Tensor decision) =>
        string.Join('|', decision.data<long>().ToArray().Chunk(4).Select(row => string.Concat(row.Select(channel => channel == 0 ? "." : $"{channel}"))));
}

using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Deferral.Routing.Regions;
using TorchSharp;

namespace DeferredSeg.Deferral.Tests.Routing.Regions;

public sealed class GridRegionsTests : ScopedTensorTest
{
    // Two voxels on the diagonal through two slices, and one beneath the first.
    private static readonly long[] _map = [1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2];

    [Theory]
    [InlineData(Connectivity.Four, new[] { 2, 1 })]
    [InlineData(Connectivity.Eight, new[] { 3 })]
    public void Regions_go_through_slices_by_faces_or_by_corners_too(Connectivity connectivity, int[] sizes)
    {
        var found = GridRegions.Of(_map, new(3, 3, 3), connectivity);

        Assert.Equal(sizes, found.Where(region => region.Channel == 1).Select(region => region.Pixels.Count));
        Assert.Equal(26, found.Single(region => region.Channel == 2).Pixels.Single());
        Assert.Equal(27, found.Sum(region => region.Pixels.Count));
    }

    [Fact]
    public void Small_regions_of_a_volume_count_the_voxels_of_all_slices()
    {
        var kept = Decide(new() { MinimumRegion = 2 });
        Assert.Equal([0, 9], Deferred(kept));

        Assert.Equal([0, 9, 13], Deferred(Decide(new() { MinimumRegion = 3, Connectivity = Connectivity.Eight })));
    }

    /// <summary>A voxel in the middle of 27 is a hole; of a tunnel through all slices none is.</summary>
    [Fact]
    public void A_hole_is_closed_in_all_three_axes()
    {
        var ball = Enumerable.Repeat(1L, 27).ToArray();
        ball[13] = 0;
        Assert.Equal(27, Deferred(Decide(new() { FillHoles = 5 }, ball)).Count);
        (ball[4], ball[22]) = (0, 0);
        Assert.Equal(24, Deferred(Decide(new() { FillHoles = 5 }, ball)).Count);
    }

    [Fact]
    public void A_budget_is_a_share_of_the_volume_and_of_its_field_of_view()
    {
        // What is gained grows with the place: the budget goes to the last slices.
        var gains = torch.tensor(Enumerable.Range(0, 27).Select(i => (double)i).ToArray(), [1, 1, 3, 3, 3]);
        var routing = torch.cat([torch.zeros_like(gains), gains + 1], 1);
        var policy = new RoutingPolicy(Budget: 0.2);
        Assert.Equal([22, 23, 24, 25, 26], Deferred(policy.DecideWithin(routing, RoutingParameterisation.Utility, null, null)));

        byte[] inside = [.. Enumerable.Repeat((byte)1, 20), .. new byte[7]];
        Assert.Equal([16, 17, 18, 19], Deferred(policy.DecideWithin(routing, RoutingParameterisation.Utility, null, inside)));
        Assert.Equal([18, 19], Deferred((policy with { MinimumRegion = 2 }).DecideWithin(routing, RoutingParameterisation.Utility, null, inside)).TakeLast(2));
    }

    private static RoutingPlan Decide(RoutingPolicy policy, long[]? map = null)
    {
        var wanted = torch.tensor(map ?? [.. _map.Select(channel => channel == 2 ? 0 : channel)], [1, 1, 3, 3, 3]).to(torch.ScalarType.Float64);
        return policy.DecideWithin(torch.cat([0.5 - wanted, wanted - 0.5], 1), RoutingParameterisation.Utility, null, null);
    }

    private static List<int> Deferred(RoutingPlan plan) =>
        [.. plan.Decision.data<long>().ToArray().Select((channel, at) => (channel, at)).Where(one => one.channel > 0).Select(one => one.at)];
}

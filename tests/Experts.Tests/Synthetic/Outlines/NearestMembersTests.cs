namespace Experts.Synthetic.Tests.Outlines;

public sealed class NearestMembersTests
{
    [Fact]
    public void The_nearest_member_is_as_near_as_any()
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        for (var round = 0; round < 60; round++)
        {
            var (height, width) = (random.Next(1, 26), random.Next(1, 26));
            var members = Array.ConvertAll(Masks.Drawn(random, height, width).Values, value => value == 1);

            var nearest = NearestMembers.Of(members, height, width);

            for (var i = 0; i < members.Length; i++)
            {
                var expected = Enumerable
                    .Range(0, members.Length)
                    .Where(other => members[other])
                    .Select(other => Squared(i, other, width))
                    .DefaultIfEmpty(-1)
                    .Min();
                var found = nearest[i] < 0 ? -1 : Squared(i, nearest[i], width);
                Assert.True(
                    expected == found && (nearest[i] < 0 || members[nearest[i]]),
                    $"seed {seed}, round {round}: pixel {i} of {height} by {width} is {found} from pixel {nearest[i]}; expected {expected}"
                );
            }
        }
    }

    [Fact]
    public void Distances_are_counted_from_half_way_between_the_pixels()
    {
        var distance = new SignedDistance(new LabelledMask(1, 5, 3, [0, 0, 2, 2, 1]));

        Assert.Equal([-1.5, -0.5, 0.5, 1.5, 2.5], Enumerable.Range(0, 5).Select(distance.At));
        Assert.Equal([2, 2, 2, 2, 1], Enumerable.Range(0, 5).Select(distance.NearestLabel));
    }

    [Fact]
    public void Without_another_side_there_is_no_outline()
    {
        var (full, empty) = (new SignedDistance(new LabelledMask(1, 2, 2, [1, 1])), new SignedDistance(new LabelledMask(1, 2, 2, [0, 0])));

        Assert.Equal((double.PositiveInfinity, double.NegativeInfinity, 0), (full.At(1), empty.At(1), empty.NearestLabel(1)));
    }

    private static int Squared(int one, int other, int width) =>
        (one / width - other / width) * (one / width - other / width) + (one % width - other % width) * (one % width - other % width);
}

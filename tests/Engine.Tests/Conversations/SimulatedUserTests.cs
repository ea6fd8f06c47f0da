using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Engine.Conversations;

namespace DeferredSeg.Engine.Tests.Conversations;

public sealed class SimulatedUserTests
{
    private const int Size = 12;

    [Fact]
    public void Four_raters_are_fifteen_users_who_begin_with_the_same_click_where_all_agree()
    {
        var raters = Enumerable.Range(0, 4).Select(r => ($"r{r}", Square(r, 8 + r / 2))).ToList();

        var users = SimulatedUser.Of(raters, UserKind.Subsets);

        Assert.Equal(15, users.Count);
        Assert.Equal("r0", users[0].Name);
        Assert.Equal("r0+r1", users[2].Name);
        Assert.Equal("r0+r1+r2+r3", users[^1].Name);
        Assert.Single(users.Select(user => user.First).Distinct());
        var (x, y) = ((int)users[0].First.X, (int)users[0].First.Y);
        Assert.All(raters, rater => Assert.Equal(1, rater.Item2.Values[y * Size + x]));
        // A pair that is divided decides for the target.
        Assert.Equal(Square(0, 8).Values.Zip(Square(1, 8).Values, (a, b) => (byte)(a | b)), users[2].Mask.Values);
    }

    [Fact]
    public void Each_rater_is_a_user_and_without_any_outline_there_is_none()
    {
        Assert.Equal(["a", "b"], SimulatedUser.Of([("a", Square(2, 6)), ("b", Square(0, 0))], UserKind.Raters).Select(user => user.Name));
        Assert.Empty(SimulatedUser.Of([("a", Square(0, 0)), ("b", Square(0, 0))], UserKind.Subsets));
        Assert.Empty(SimulatedUser.Of([], UserKind.Subsets));
    }

    [Fact]
    public void They_choose_the_nearest_and_click_in_the_middle_of_the_largest_error()
    {
        var user = SimulatedUser.Of([("a", Square(2, 9))], UserKind.Raters)[0];
        var (near, far) = (Square(2, 8).Values, Square(4, 6).Values);

        Assert.Equal(1, user.Nearest([far, near, near]));
        Assert.Equal(1, user.Dice(user.Mask.Values));
        Assert.Equal(2.0 * 36 / (36 + 49), user.Dice(near), 1e-12);
        Assert.Null(user.Correct(user.Mask.Values));
        var hole = (byte[])user.Mask.Values.Clone();
        for (var row = 4; row < 7; row++)
        for (var column = 4; column < 7; column++)
            hole[row * Size + column] = 0;
        hole[0] = 1;
        Assert.Equal(new(5, 5, true), user.Correct(hole));
        var more = (byte[])user.Mask.Values.Clone();
        more[11 * Size + 10] = 1;
        Assert.Equal(new(10, 11, false), user.Correct(more));
    }

    private static MaskPlanes Square(int from, int to) =>
        new(
            new Grid(Size, Size),
            1,
            [.. Enumerable.Range(0, Size * Size).Select(i => (byte)(i / Size >= from && i / Size < to && i % Size >= from && i % Size < to ? 1 : 0))]
        );
}

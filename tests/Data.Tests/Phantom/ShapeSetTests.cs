using DeferredSeg.Data.Phantom;

namespace DeferredSeg.Data.Tests.Phantom;

public sealed class ShapeSetTests
{
    [Fact]
    public void A_case_depends_on_the_seed_and_its_number_alone()
    {
        var first = ShapeSet.Create(3, 5, 32);
        ShapeSet.Create(3, 4, 32);
        var again = ShapeSet.Create(3, 5, 32);

        Assert.Equal(first.Image, again.Image);
        Assert.Equal(first.Mask, again.Mask);
        Assert.NotEqual(first.Mask, ShapeSet.Create(3, 6, 32).Mask);
        Assert.NotEqual(first.Mask, ShapeSet.Create(4, 5, 32).Mask);
    }

    [Fact]
    public void Images_are_in_range_and_shapes_are_brighter_than_their_ground()
    {
        foreach (var one in Enumerable.Range(0, 50).Select(number => ShapeSet.Create(1, number, 48)))
        {
            Assert.All(one.Image, value => Assert.InRange(value, 0, 1));
            var inside = one.Image.Where((_, i) => one.Mask[i] == 1).Average();
            var outside = one.Image.Where((_, i) => one.Mask[i] == 0).Average();
            Assert.True(inside > outside + 0.05, $"{inside} against {outside}");
            Assert.InRange(one.Mask.Average(value => value), 0.01, 0.6);
        }
    }
}

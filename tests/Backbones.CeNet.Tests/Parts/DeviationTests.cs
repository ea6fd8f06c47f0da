using Backbones.CeNet.Decoding;

namespace Backbones.CeNet.Tests.Parts;

public sealed class DeviationTests : ScopedTensorTest
{
    [Theory]
    [InlineData(new long[] { 1 }, true)]
    [InlineData(new long[] { 2, 3 }, false)]
    public void It_is_libtorchs_with_the_same_gradient(long[] dimensions, bool unbiased)
    {
        var random = new Random(Seed);
        var maps = randn(random.Next(1, 4), random.Next(2, 6), random.Next(2, 6), random.Next(2, 6)).add(random.NextDouble()).Leaf();
        Tensor Own() => Deviation.Of(maps, maps.mean(dimensions, keepdim: true), dimensions, unbiased);
        var expected = maps.std(dimensions, unbiased, keepdim: true);
        var probe = randn(expected.shape);

        Close.To(expected, Own(), 1e-5, $"the deviation (seed {Seed})");
        Close.To(autograd.grad([(expected * probe).sum()], [maps])[0], autograd.grad([(Own() * probe).sum()], [maps])[0], 1e-5, $"its gradient (seed {Seed})");
    }

    [Fact]
    public void A_constant_map_has_none_and_no_gradient()
    {
        var maps = full([2, 3, 4, 4], 7.5f).Leaf();

        var deviation = Deviation.Of(maps, maps.mean([2, 3], keepdim: true), [2, 3], unbiased: false);
        deviation.sum().backward();

        Close.To(zeros(2, 3, 1, 1), deviation, 1e-12, "the deviation");
        Close.To(zeros(2, 3, 4, 4), maps.grad!, 0, "its gradient");
    }
}

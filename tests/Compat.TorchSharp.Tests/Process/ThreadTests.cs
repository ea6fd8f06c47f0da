namespace Compat.TorchSharp.Tests.Process;

/// <summary>The number of threads, and results that do not change from run to run.</summary>
public sealed class ThreadTests : TensorTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_same_number_of_threads_gives_the_same_bits(int threads)
    {
        using var scope = NewDisposeScope();
        var before = get_num_threads();
        try
        {
            set_num_threads(threads);
            var (a, b) = (torch.randn(96, 160), torch.randn(160, 128));
            Assert.True(a.mm(b).Equals(a.mm(b)));
            var (x, w) = (torch.randn(2, 8, 40, 40), torch.randn(16, 8, 3, 3));
            var (first, second) = (Convolve(x, w), Convolve(x, w));
            Assert.All(first.Zip(second), pair => Assert.True(pair.First.Equals(pair.Second)));
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public void The_number_of_threads_is_what_was_set()
    {
        var before = get_num_threads();
        try
        {
            foreach (var threads in (int[])[2, 1])
            {
                set_num_threads(threads);
                Assert.Equal(threads, get_num_threads());
            }
        }
        finally
        {
            set_num_threads(before);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => set_num_threads(0));
        Assert.True(get_num_interop_threads() >= 1);
    }

    [Fact]
    public void Deterministic_algorithms_are_a_mode_that_ends()
    {
        Assert.False(are_deterministic_algorithms_enabled());
        using (use_deterministic_algorithms()) Assert.True(are_deterministic_algorithms_enabled());
        Assert.False(are_deterministic_algorithms_enabled());
    }

    private static Tensor[] Convolve(Tensor x, Tensor w)
    {
        var weight = w.detach().clone().requires_grad_();
        var y = nn.functional.conv2d(x, weight, padding: [1, 1]);
        y.pow(2).sum().backward();
        return [y, weight.grad!];
    }
}

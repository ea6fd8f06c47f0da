using Compat.TorchSharp.Tests.Operators;

namespace Compat.TorchSharp.Tests.Randomness;

/// <summary>Random numbers: their distributions, and that a seed decides them.</summary>
public sealed class RandomTests : TensorTest
{
    private const long Count = 40_000;

    private static readonly Dictionary<string, Func<Generator?, Tensor>> _sources = new()
    {
        ["rand"] = g => torch.rand([8], generator: g),
        ["randn"] = g => torch.randn([8], generator: g),
        ["randint"] = g => torch.randint(1000, [8], generator: g),
        ["randint from"] = g => torch.randint(-1000, 1000, [8], generator: g),
        ["randint by Size"] = g => torch.randint(1000, new Size([8]), generator: g),
        ["randint from, by Size"] = g => torch.randint(-1000, 1000, new Size([8]), generator: g),
        ["randperm"] = g => torch.randperm(20, generator: g),
        ["normal"] = g => torch.normal(torch.zeros(8), torch.ones(8), g),
        ["normal_"] = g => torch.zeros(8).normal_(1, 2, g),
        ["uniform_"] = g => torch.zeros(8).uniform_(1, 2, g),
        ["random_"] = g => torch.zeros(8).random_(0, 1000, g),
        ["bernoulli"] = g => torch.full(40, 0.5).bernoulli(g),
        ["torch.bernoulli"] = g => torch.bernoulli(torch.full(40, 0.5), g),
        ["bernoulli_"] = g => torch.zeros(40).bernoulli_(0.5, g),
        ["multinomial"] = g => torch.ones(30).multinomial(10, false, g),
        ["torch.multinomial"] = g => torch.multinomial(torch.ones(30), 10, false, g),
        ["init.uniform_"] = g => nn.init.uniform_(torch.zeros(8), generator: g),
        ["init.normal_"] = g => nn.init.normal_(torch.zeros(8), generator: g),
        ["init.trunc_normal_"] = g => nn.init.trunc_normal_(torch.zeros(8), generator: g),
    };

    public static TheoryData<string> Sources => [.. _sources.Keys];

    [Theory]
    [MemberData(nameof(Sources))]
    public void A_seed_decides_the_numbers_of_the_default_generator_and_of_one_s_own(string source)
    {
        using var scope = NewDisposeScope();
        using var own = new Generator((ulong)Seed);
        using var other = new Generator((ulong)Seed);
        using var seeded = manual_seed(Seed);
        double[] Draw(Generator? generator) => Nd.From(_sources[source](generator)).Data;
        var (first, second) = (Draw(null), Draw(null));
        Assert.NotEqual(first, second);
        Assert.Equal(first, Draw(own));
        // The default generator goes on where it was: the two are independent.
        Assert.Equal(second, Draw(own));
        Assert.Equal(first, Draw(other));
        own.manual_seed(Seed + 1L);
        Assert.NotEqual(first, Draw(own));
    }

    [Fact]
    public void A_state_that_is_put_back_repeats_the_numbers()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        torch.randn([5], generator: generator);
        var state = generator.get_state();
        var drawn = torch.randn([5], generator: generator);
        generator.set_state(state);
        Assert.True(drawn.Equals(torch.randn([5], generator: generator)));
        foreach (var (get, set) in (IEnumerable<(Func<Tensor>, Action<Tensor>)>)[(get_rng_state, set_rng_state), (random.get_rng_state, random.set_rng_state)])
        {
            var before = get();
            var numbers = torch.rand(5);
            set(before);
            Assert.True(numbers.Equals(torch.rand(5)));
        }
    }

    [Fact]
    public void Seeds_are_told()
    {
        using var first = manual_seed(12345);
        Assert.Equal((12345L, 12345L, 12345L), (initial_seed(), random.initial_seed(), first.initial_seed()));
        using var second = random.manual_seed(54321);
        Assert.Equal(54321, initial_seed());
        var drawn = random.seed();
        Assert.Equal(drawn, initial_seed());
        using var own = new Generator(9);
        Assert.Equal(9, own.initial_seed());
        var anew = own.seed();
        Assert.Equal(anew, own.initial_seed());
        Assert.Equal(DeviceType.CPU, own.device.type);
        own.Dispose();
        Assert.Throws<ObjectDisposedException>(() => own.Handle);
    }

    [Fact]
    public void Numbers_have_the_mean_and_deviation_of_their_distribution()
    {
        using var scope = NewDisposeScope();
        var like = torch.zeros(Count);
        Expect(torch.rand(Count), 0.5, Math.Sqrt(1 / 12.0), 0, 1);
        Expect(like.rand_like(), 0.5, Math.Sqrt(1 / 12.0), 0, 1);
        Expect(torch.rand_like(like), 0.5, Math.Sqrt(1 / 12.0), 0, 1);
        Expect(torch.randn(Count), 0, 1, -7, 7);
        Expect(like.randn_like(), 0, 1, -7, 7);
        Expect(torch.randn_like(like), 0, 1, -7, 7);
        Expect(torch.zeros(Count).normal_(3, 0.5), 3, 0.5, -1, 7);
        Expect(torch.zeros(Count).uniform_(-2, 4), 1, Math.Sqrt(3), -2, 4);
        Expect(torch.zeros(Count).random_(0, 10), 4.5, Math.Sqrt(99 / 12.0), 0, 9);
        Expect(torch.randint(5, 15, [Count]), 9.5, Math.Sqrt(99 / 12.0), 5, 14);
        Expect(torch.zeros(Count).bernoulli_(0.2), 0.2, 0.4, 0, 1);
        Expect(torch.full(Count, 0.2).bernoulli(), 0.2, 0.4, 0, 1);
        Expect(torch.normal(torch.full(Count, 2.0), torch.full(Count, 3.0)), 2, 3, -25, 25);
        Expect(torch.tensor([0f, 1, 0, 3]).multinomial(Count, true), 2.5, Math.Sqrt(0.75), 1, 3);
    }

    [Fact]
    public void A_permutation_has_every_number_once_and_samples_without_replacement_differ()
    {
        using var scope = NewDisposeScope();
        var permutation = torch.randperm(50);
        Assert.Equal(int64, permutation.dtype);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), permutation.data<long>().ToArray().Order());
        Assert.Equal(30, torch.ones(30).multinomial(30).data<long>().ToArray().Distinct().Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Dropout_scales_what_it_keeps(bool inplace)
    {
        using var scope = NewDisposeScope();
        var x = torch.ones(Count, ScalarType.Float64);
        var kept = nn.functional.dropout(x.clone(), 0.2, true, inplace);
        Assert.All(kept.data<double>().ToArray().Distinct(), value => Assert.Contains(value, (double[])[0, 1.25]));
        Expect(kept, 1, 0.5, 0, 1.25);
        Assert.True(x.Equals(nn.functional.dropout(x.clone(), 0.2, false, inplace)));
        var image = torch.ones(200, 100, 2, 2);
        var channels = nn.functional.dropout2d(image.clone(), 0.5, true, inplace);
        Assert.True(channels.amax(2, 3).Equals(channels.amin(2, 3)));
        Expect(channels[Colon, Colon, 0, 0], 1, 1, 0, 2);
        Assert.True(image.Equals(nn.functional.dropout2d(image.clone(), 0.5, false, inplace)));
    }

    private static TensorIndex Colon => TensorIndex.Colon;

    // Five standard errors: one run in 3 million fails by chance.
    private static void Expect(Tensor drawn, double mean, double deviation, double smallest, double largest)
    {
        var values = Nd.From(drawn).Data;
        var error = deviation / Math.Sqrt(values.Length);
        Assert.All(values, value => Assert.InRange(value, smallest, largest));
        Assert.InRange(values.Average(), mean - 5 * error, mean + 5 * error);
        Assert.InRange(Math.Sqrt(values.Average(v => (v - mean) * (v - mean))), deviation * 0.95, deviation * 1.05);
    }
}

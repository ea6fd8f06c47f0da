namespace DeferredSeg.Deferral.Tests.Measures;

/// <summary>A case drawn from <see cref="TestSeed"/>; its text says how to draw it again.</summary>
internal sealed class RandomCase
{
    /// <param name="draw">Which of the cases of a test; each is another.</param>
    /// <param name="labels">How many labels there are.</param>
    public RandomCase(int draw = 0, int labels = 2)
        : this(new Random(TestSeed.Value + draw), TestSeed.Value + draw, labels) { }

    private RandomCase(Random random, int seed, int labels)
    {
        (Random, Seed) = (random, seed);
        Labels = labels;
        Pixels = Random.Next(1, 400);
        var experts = Random.Next(1, 6);
        Truth = Map();
        Model = Near(0.7);
        Experts = [.. Enumerable.Range(0, experts).Select(_ => new ReadOnlyMemory<byte>(Near(0.5 + 0.5 * Random.NextDouble())))];
        Decision = [.. Enumerable.Range(0, Pixels).Select(_ => (long)Random.Next(experts + 1))];
        Foreground = [.. Enumerable.Range(0, Pixels).Select(_ => Random.NextDouble())];
        Costs = [.. Enumerable.Range(0, experts).Select(_ => Random.NextDouble())];
    }

    /// <summary>A case that is the same under every seed, for averages that come near enough on it.</summary>
    public static RandomCase Always(int seed) => new(new Random(seed), seed, 2);

    public int Seed { get; }

    public int Labels { get; }

    public Random Random { get; }

    public int Pixels { get; }

    public byte[] Truth { get; }

    public byte[] Model { get; }

    public ReadOnlyMemory<byte>[] Experts { get; }

    public long[] Decision { get; }

    public double[] Foreground { get; }

    public double[] Costs { get; }

    public byte Said(long channel, int pixel) => channel == 0 ? Model[pixel] : Experts[channel - 1].Span[pixel];

    public override string ToString() => $"seed {TestSeed.Value} and {Seed - TestSeed.Value}, {Labels} labels, {Pixels} pixels, {Experts.Length} experts";

    private byte[] Map() => [.. Enumerable.Range(0, Pixels).Select(_ => (byte)Random.Next(Labels))];

    private byte[] Near(double accuracy) => [.. Truth.Select(label => Random.NextDouble() < accuracy ? label : (byte)Random.Next(Labels))];
}

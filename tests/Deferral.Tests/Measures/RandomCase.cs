namespace DeferredSeg.Deferral.Tests.Measures;

/// <summary>A case drawn at run time; its text says how to draw it again.</summary>
internal sealed class RandomCase
{
    public RandomCase(int? seed = null, int labels = 2)
    {
        Seed = seed ?? System.Random.Shared.Next();
        Random = new(Seed);
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

    public override string ToString() => $"seed {Seed}, {Labels} labels, {Pixels} pixels, {Experts.Length} experts";

    private byte[] Map() => [.. Enumerable.Range(0, Pixels).Select(_ => (byte)Random.Next(Labels))];

    private byte[] Near(double accuracy) => [.. Truth.Select(label => Random.NextDouble() < accuracy ? label : (byte)Random.Next(Labels))];
}

namespace Backbones.CeNet.Tests.Golden;

public sealed class KeyListTests : ScopedTensorTest
{
    [Theory]
    [InlineData("official_pvt_v2_b0.keys.txt", EncoderKind.PvtV2B0)]
    [InlineData("official_pvt_v2_b2.keys.txt", EncoderKind.PvtV2B2)]
    public void The_network_has_the_original_names_types_and_shapes(string file, EncoderKind encoder)
    {
        using var network = new CeNet(new CeNetOptions(Encoder: encoder));

        Assert.Equal(Lines(file).Order(StringComparer.Ordinal), Keys(network).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void So_has_the_reduced_one()
    {
        using var network = new CeNet(SmallNetwork.Options);

        Assert.Equal(Lines("cenet_small.weights.keys.txt").Order(StringComparer.Ordinal), Keys(network).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Lines(string file) => File.ReadAllLines(GoldenFile.PathOf(file)).Where(line => !line.StartsWith('#'));

    private static IEnumerable<string> Keys(CeNet network) =>
        network.state_dict().Select(entry => $"{entry.Key}\t{entry.Value.dtype.ToString().ToLowerInvariant()}\t[{string.Join(", ", entry.Value.shape)}]");
}

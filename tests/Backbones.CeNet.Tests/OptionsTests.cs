using DeferredSeg.Abstractions.Options;
using Microsoft.Extensions.Configuration;

namespace Backbones.CeNet.Tests;

public sealed class OptionsTests : ScopedTensorTest
{
    [Theory]
    [InlineData(Configuration.Default, new[] { .8, .4 }, new[] { 2, 2, 2 })]
    [InlineData(Configuration.Synapse, new[] { .8, .4 }, new[] { 16, 8, 8 })]
    [InlineData(Configuration.Acdc, new[] { 1, .5 }, new[] { 4, 4, 4 })]
    [InlineData(Configuration.Skin, new[] { 1, .75, .5 }, new[] { 2, 2, 2 })]
    public void A_configuration_is_the_authors_settings_for_a_data_set(Configuration configuration, double[] scales, int[] heads)
    {
        var shape = CeNetShape.Of(Read(("configuration", configuration.ToString().ToLowerInvariant())));

        Assert.Equal(scales, shape.ScaleFactors);
        Assert.Equal(heads, shape.Heads);
        Assert.Equal((UpBlockKind.Eucb, UpBlockKind.Upcn), (shape.Options.DecoderUp, shape.Options.OutUp));
    }

    [Fact]
    public void What_is_named_beside_a_configuration_takes_precedence()
    {
        var shape = CeNetShape.Of(
            Read(
                ("configuration", "synapse"),
                ("heads:0", "4"),
                ("heads:1", "4"),
                ("heads:2", "2"),
                ("pvt:depths:0", "1"),
                ("pvt:depths:1", "1"),
                ("pvt:depths:2", "1"),
                ("pvt:depths:3", "2")
            )
        );

        Assert.Equal([4, 4, 2], shape.Heads);
        Assert.Equal([.8, .4], shape.ScaleFactors);
        Assert.Equal([1, 1, 1, 2], shape.Pvt!.Depths);
        Assert.Equal([64, 128, 320, 512], shape.Widths);
    }

    [Fact]
    public void Heads_are_given_from_the_coarsest_map_to_the_finest()
    {
        using var network = new CeNet(new CeNetOptions(Configuration.Synapse));

        // Half a head's channels: 640 / 16 / 2 at 14 pixels, 256 / 8 / 2 at 28, 128 / 8 / 2 at 56.
        Assert.Equal(20, network.get_parameter("decoder.skip_enhancer3.diffattn.lambda_q1")!.shape[0]);
        Assert.Equal(16, network.get_parameter("decoder.skip_enhancer2.diffattn.lambda_q1")!.shape[0]);
        Assert.Equal(8, network.get_parameter("decoder.skip_enhancer1.diffattn.lambda_q1")!.shape[0]);
    }

    [Theory]
    [InlineData("inputChannels is 2; CENet takes 1 or 3.", "inputChannels=2")]
    [InlineData("classes is 1; classes that exclude each other are at least 2, the background among them.", "classKind=exclusive")]
    [InlineData("outUpKernel is 4; expected is an odd number.", "outUpKernel=4")]
    [InlineData("decoderUpKernel is 2; expected is an odd number.", "decoderUpKernel=2")]
    [InlineData("heads has 2 values; expected are 3.", "heads:0=2", "heads:1=2")]
    [InlineData("pvt:widths has 1 values; expected are 4.", "pvt:widths:0=16")]
    [InlineData(
        "pvt is given and encoder is resNet18; pvt shapes a PVTv2 encoder alone.",
        "encoder=resNet18",
        "pvt:depths:0=1",
        "pvt:depths:1=1",
        "pvt:depths:2=1",
        "pvt:depths:3=1"
    )]
    [InlineData("pvt: stage 3 has width 320 and 3 heads; the heads must divide the width.", "pvt:heads:0=1", "pvt:heads:1=1", "pvt:heads:2=3", "pvt:heads:3=1")]
    [InlineData(
        "pvt: stage 4 has reduction 8; its map has 7 pixels along each axis.",
        "pvt:reductions:0=8",
        "pvt:reductions:1=4",
        "pvt:reductions:2=2",
        "pvt:reductions:3=8"
    )]
    [InlineData("heads: 3 for the map of 28 pixels; twice as many must divide its 256 channels.", "heads:0=2", "heads:1=3", "heads:2=2")]
    public void Options_that_do_not_fit_are_refused(string message, params string[] options)
    {
        var error = Assert.Throws<OptionException>(() => Read([.. options.Select(option => option.Split('=')).Select(pair => (pair[0], pair[1]))]));

        Assert.Equal(message, Assert.Single(error.Problems).Message);
    }

    [Theory]
    [InlineData("inputChannels", "4")]
    [InlineData("classes", "0")]
    [InlineData("dropPath", "1")]
    [InlineData("scaleFactors:0", "1.5")]
    [InlineData("pvt:widths:0", "24")]
    [InlineData("encoder", "pvtV2B9")]
    [InlineData("gateNormalisation", "never")]
    public void Each_option_has_its_range(string name, string value) =>
        Assert.Equal(name, Assert.Single(Assert.Throws<OptionException>(() => Read((name, value))).Problems).Path);

    [Fact]
    public void A_network_made_in_code_is_refused_by_the_same_rules()
    {
        Assert.StartsWith("outUpKernel is 6", Assert.Throws<ArgumentException>(() => new CeNet(new CeNetOptions(OutUpKernel: 6))).Message);
        Assert.StartsWith("scaleFactors is empty", Assert.Throws<ArgumentException>(() => new CeNet(new CeNetOptions(ScaleFactors: []))).Message);
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Every_block_doubles_a_map_with_any_odd_kernel(UpBlockKind kind, int kernel)
    {
        using var block = Decoding.UpBlocks.Of(kind, 16, 8, kernel);

        Assert.Equal([2, 8, 14, 10], block.call(randn(2, 16, 7, 5)).shape);
    }

    public static IEnumerable<object[]> Blocks =>
        Enum.GetValues<UpBlockKind>().SelectMany(kind => new[] { 1, 3, 5, 7 }.Select(kernel => new object[] { kind, kernel }));

    private static CeNetOptions Read(params (string Name, string Value)[] options) =>
        OptionReader.Read<CeNetOptions>(
            new ConfigurationBuilder().AddInMemoryCollection(options.Select(option => new KeyValuePair<string, string?>(option.Name, option.Value))).Build()
        );
}

using DeferredSeg.Abstractions.Options;
using Microsoft.Extensions.Configuration;

namespace Backbones.Sam2.Tests;

public sealed class OptionsTests : ScopedTensorTest
{
    [Fact]
    public void What_is_not_named_is_the_published_network()
    {
        Assert.Equal(new Sam2Options(), Read());
        Assert.Equal(
            new Sam2Options(HieraSize.BasePlus, RoutingTokens: RoutingTokens.Observing, Precision: EncoderPrecision.Bfloat16),
            Read(("encoder", "basePlus"), ("routingTokens", "observing"), ("precision", "bfloat16"))
        );
    }

    [Theory]
    [InlineData("width", "0")]
    [InlineData("heads", "0")]
    [InlineData("stages:0", "0")]
    [InlineData("globalBlocks:0", "-1")]
    [InlineData("positionGrid:0", "0")]
    [InlineData("windows:0", "0")]
    [InlineData("topDownLevels:0", "4")]
    [InlineData("embeddingChannels", "12")]
    [InlineData("maskChannels", "6")]
    [InlineData("stabilityThreshold", "1.1")]
    [InlineData("encoder", "huge")]
    public void Each_option_has_its_range(string name, string value) =>
        Assert.Equal(name, Assert.Single(Assert.Throws<OptionException>(() => Read((name, value))).Problems).Path);

    [Theory]
    [InlineData("heads", "7", "width is 96 and heads is 7")]
    [InlineData("stages:0", "2", "stages has 1 numbers; expected 4")]
    [InlineData("windows:0", "8", "windows has 1 numbers; expected 4")]
    [InlineData("positionGrid:0", "7", "positionGrid has 1 numbers; expected 2")]
    [InlineData("globalBlocks:0", "12", "globalBlocks names block 12; there are 12")]
    [InlineData("globalBlocks:0", "3", "globalBlocks names block 3, the first of a stage")]
    [InlineData("topDownLevels:0", "3", "topDownLevels is 3; expected level 2 among them")]
    [InlineData("decoderHeads", "3", "embeddingChannels is 256 and decoderHeads is 3")]
    public void Numbers_fit_together(string name, string value, string expected) =>
        Assert.Contains(expected, Assert.Single(Assert.Throws<OptionException>(() => Read((name, value))).Problems).Message);

    [Fact]
    public void A_window_that_the_next_stage_cannot_halve_is_refused() =>
        Assert.Contains(
            "windows has 7 for stage 3; expected an even number",
            Assert
                .Single(Assert.Throws<OptionException>(() => Read(("windows:0", "8"), ("windows:1", "4"), ("windows:2", "7"), ("windows:3", "7"))).Problems)
                .Message
        );

    private static Sam2Options Read(params (string Name, string Value)[] options) =>
        OptionReader.Read<Sam2Options>(
            new ConfigurationBuilder().AddInMemoryCollection(options.Select(option => new KeyValuePair<string, string?>(option.Name, option.Value))).Build()
        );
}

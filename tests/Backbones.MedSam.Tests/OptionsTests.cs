using DeferredSeg.Abstractions.Options;
using Microsoft.Extensions.Configuration;

namespace Backbones.MedSam.Tests;

public sealed class OptionsTests : ScopedTensorTest
{
    [Fact]
    public void What_is_not_named_is_the_published_network()
    {
        Assert.Equal(new MedSamOptions(), Read());
        Assert.Equal(
            new MedSamOptions(EncoderSize.VitL, RoutingTokens: RoutingTokens.Observing, Precision: EncoderPrecision.Bfloat16),
            Read(("encoder", "vitL"), ("routingTokens", "observing"), ("precision", "bfloat16"))
        );
    }

    [Theory]
    [InlineData("width", "0")]
    [InlineData("imageSize", "0")]
    [InlineData("window", "-1")]
    [InlineData("embeddingChannels", "12")]
    [InlineData("maskChannels", "6")]
    [InlineData("mlpRatio", "0")]
    [InlineData("encoder", "vitX")]
    [InlineData("globalBlocks:0", "-1")]
    public void Each_option_has_its_range(string name, string value) =>
        Assert.Equal(name, Assert.Single(Assert.Throws<OptionException>(() => Read((name, value))).Problems).Path);

    [Theory]
    [InlineData("heads", "7", "width is 768 and heads is 7")]
    [InlineData("imageSize", "1000", "imageSize is 1000; expected a multiple of patch, which is 16.")]
    [InlineData("globalBlocks:0", "12", "globalBlocks names block 12; there are 12")]
    [InlineData("depth", "6", "globalBlocks names block 8; there are 6")]
    [InlineData("decoderHeads", "3", "embeddingChannels is 256 and decoderHeads is 3")]
    public void Numbers_fit_together(string name, string value, string expected) =>
        Assert.Contains(expected, Assert.Single(Assert.Throws<OptionException>(() => Read((name, value))).Problems).Message);

    private static MedSamOptions Read(params (string Name, string Value)[] options) =>
        OptionReader.Read<MedSamOptions>(
            new ConfigurationBuilder().AddInMemoryCollection(options.Select(option => new KeyValuePair<string, string?>(option.Name, option.Value))).Build()
        );
}

using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;
using Microsoft.Extensions.Configuration;

namespace Backbones.UNet.Tests;

public sealed class OptionsTests : ScopedTensorTest
{
    [Fact]
    public void What_is_not_named_is_the_published_network()
    {
        Assert.Equal(new UNetOptions(1, 1, 64, 4, false), Read());
        Assert.Equal(new UNetOptions(3, 2, 6, 1, true), Read(("inputchannels", "3"), ("CLASSES", "2"), ("Width", "6"), ("depth", "1"), ("bilinear", "True")));
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var options = new ConfigurationBuilder().AddInMemoryCollection([new("width", "0"), new("depth", "nine"), new("widht", "8"), new("bilinear", "maybe")]).Build();

        var error = Assert.Throws<OptionException>(() => new UNetFactory().Create(new BackboneContext(options, CPU)));

        Assert.Equal(
            """
            The options (UNetOptions) are not right:
            - 'widht' is not an option; did you mean 'width'? The options are inputChannels, classes, width, depth, bilinear, classKind.
            - width is '0'; expected a whole number from 1 to 1024.
            - depth is 'nine'; expected a whole number from 1 to 8.
            - bilinear is 'maybe'; expected true or false.
            """,
            error.Message);
    }

    [Theory]
    [InlineData("inputChannels", "1025")]
    [InlineData("classes", "0")]
    [InlineData("width", "1025")]
    [InlineData("depth", "9")]
    [InlineData("depth", "")]
    public void Each_option_has_its_range(string name, string value) =>
        Assert.Equal(name, Assert.Single(Assert.Throws<OptionException>(() => Read((name, value))).Problems).Path);

    [Fact]
    public void A_bilinear_network_is_of_even_width()
    {
        Assert.Equal("width is 7; a bilinear U-Net halves it and needs an even number.", Assert.Single(Assert.Throws<OptionException>(() => Read(("width", "7"), ("bilinear", "true"))).Problems).Message);
        Assert.Equal(7, Read(("width", "7")).Width);
    }

    private static UNetOptions Read(params (string Name, string Value)[] options) =>
        OptionReader.Read<UNetOptions>(new ConfigurationBuilder().AddInMemoryCollection(options.Select(option => new KeyValuePair<string, string?>(option.Name, option.Value))).Build());
}

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
        var options = new ConfigurationBuilder()
            .AddInMemoryCollection([new("width", "0"), new("depth", "nine"), new("widht", "8"), new("bilinear", "maybe")])
            .Build();

        var error = Assert.Throws<OptionException>(() => new UNetFactory().Create(new BackboneContext(options, CPU)));

        Assert.Equal(
            """
            The options (UNetOptions) are not right:
            - 'widht' is not an option; did you mean 'width'? The options are inputChannels, classes, width, depth, bilinear, classKind, precision, axes.
            - width is '0'; expected a whole number from 1 to 1024.
            - depth is 'nine'; expected a whole number from 1 to 8.
            - bilinear is 'maybe'; expected true or false.
            """,
            error.Message
        );
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
    public void A_bilinear_network_of_odd_width_has_the_published_shapes()
    {
        using var network = new UNet(Read(("width", "5"), ("bilinear", "true")));
        var shapes = network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.shape);

        Assert.Equal([40, 40, 3, 3], shapes["down4.maxpool_conv.1.double_conv.0.weight"]);
        Assert.Equal([40, 80, 3, 3], shapes["up1.conv.double_conv.0.weight"]);
        Assert.Equal([20, 40, 3, 3], shapes["up1.conv.double_conv.3.weight"]);
        Assert.Equal([10, 20, 3, 3], shapes["up3.conv.double_conv.0.weight"]);
        Assert.Equal([5, 10, 3, 3], shapes["up3.conv.double_conv.3.weight"]);
        Assert.Equal([5, 10, 3, 3], shapes["up4.conv.double_conv.0.weight"]);
        Assert.Equal([5, 5, 3, 3], shapes["up4.conv.double_conv.3.weight"]);
    }

    private static UNetOptions Read(params (string Name, string Value)[] options) =>
        OptionReader.Read<UNetOptions>(
            new ConfigurationBuilder().AddInMemoryCollection(options.Select(option => new KeyValuePair<string, string?>(option.Name, option.Value))).Build()
        );
}

using DeferredSeg.Abstractions.Options;
using Microsoft.Extensions.Configuration;

namespace Heads.RoutingChannels.Tests;

public sealed class OptionsTests : TensorTest
{
    [Fact]
    public void What_is_not_named_keeps_the_papers_default() =>
        Assert.Equal(
            new RoutingChannelsOptions(RoutingParameterisation.Softmax, RoutesPerClass: false, Predictor: true, PredictorWidth: null),
            OptionReader.Read<RoutingChannelsOptions>(Configuration())
        );

    [Theory]
    [InlineData("softmax", RoutingParameterisation.Softmax)]
    [InlineData("oneVsAll", RoutingParameterisation.OneVsAll)]
    [InlineData("UTILITY", RoutingParameterisation.Utility)]
    public void Options_are_read_by_name(string choice, RoutingParameterisation parameterisation) =>
        Assert.Equal(
            new RoutingChannelsOptions(parameterisation, RoutesPerClass: true, PredictorWidth: 1024),
            OptionReader.Read<RoutingChannelsOptions>(Configuration(("parameterisation", choice), ("routesPerClass", "true"), ("predictorWidth", "1024")))
        );

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var options = Configuration(("parameterisation", "1"), ("routesPerClass", "some"), ("predictor", "no"), ("predictorWidth", "1025"), ("width", "3"));

        var message = Assert.Throws<OptionException>(() => Create(options)).Message;

        foreach (
            var part in (string[])
                [
                    "'width' is not an option",
                    "arameterisation is '1'; expected one of softmax, oneVsAll, utility",
                    "outesPerClass is 'some'; expected true or false",
                    "redictor is 'no'; expected true or false",
                    "redictorWidth is '1025'; expected a whole number from 1 to 1024",
                ]
        )
            Assert.Contains(part, message);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    public void A_width_out_of_range_is_refused(string width) =>
        Assert.Contains($"'{width}'", Assert.Throws<OptionException>(() => Create(Configuration(("predictorWidth", width)))).Message);

    [Fact]
    public void A_width_without_a_predictor_is_refused() =>
        Assert.Contains(
            "predictorWidth is 8, but predictor is false",
            Assert.Throws<OptionException>(() => Create(Configuration(("predictor", "false"), ("predictorWidth", "8")))).Message
        );

    [Theory]
    [InlineData(0, 4, 1, "0 experts")]
    [InlineData(1, 0, 1, "0 feature channels")]
    [InlineData(1, 4, -1, "-1 classes")]
    public void Sizes_below_one_are_refused(int experts, int channels, int classes, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Create(Configuration(), experts, channels, classes)).Message);

    [Fact]
    public void The_factory_makes_a_trainable_head_of_the_sizes_asked()
    {
        using var head = Create(Configuration(("predictorWidth", "5")), experts: 3, channels: 8, classes: 2);

        var trainable = Assert.IsAssignableFrom<ITrainableHead>(head);
        Assert.Equal([4, 8, 1, 1], trainable.Module.get_parameter("routing.weight")!.shape);
        Assert.Equal([5, 8, 3, 3], trainable.Module.get_parameter("predictor.0.weight")!.shape);
    }

    private static IDeferralHead Create(IConfiguration options, int experts = 1, int channels = 4, int classes = 1) =>
        new RoutingChannelsFactory().Create(new HeadContext(options, CPU, experts, channels, classes, NativeRouting: false));

    private static IConfiguration Configuration(params (string Key, string Value)[] options) =>
        new ConfigurationBuilder().AddInMemoryCollection(options.Select(option => new KeyValuePair<string, string?>(option.Key, option.Value))).Build();
}

using DeferredSeg.Abstractions.Plugins;

namespace Heads.RoutingChannels.Tests;

public sealed class HeadTests : ScopedTensorTest
{
    public static TheoryData<int, int, bool, int[], int[]> Shapes =>
        new()
        {
            { 1, 1, false, [8, 8], [8, 8] },
            { 2, 3, true, [7, 5], [7, 5] },
            { 3, 1, true, [4, 4], [16, 16] },
            { 4, 2, false, [5, 9], [33, 47] },
            { 5, 2, true, [1, 1], [3, 2] },
            { 1, 4, true, [12, 10], [5, 3] },
        };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Routing_and_predictor_equal_the_plain_sums_at_any_size(int experts, int classes, bool perClass, int[] map, int[] size)
    {
        using var head = new RoutingChannelsHead(new RoutingChannelsOptions(RoutesPerClass: perClass, PredictorWidth: 3), experts, 4, classes);
        using var segmentation = Segmentation(2, 4, classes, map, size);

        using var output = head.Route(segmentation);

        var routings = perClass ? classes : 1;
        Assert.Equal([2, routings, experts + 1, size[0], size[1]], output.RoutingLogits.shape);
        Assert.Equal([2, 1, size[0], size[1]], output.PredictorLogit!.shape);
        var weights = head.Module.state_dict();
        for (var result = 0; result < 2; result++)
        {
            var features = NaiveHead.Of(segmentation.Features!, result);
            var routing = NaiveHead.Resize(NaiveHead.Convolve(features, weights["routing.weight"], weights["routing.bias"]), size[0], size[1]);
            var hidden = NaiveHead.Rectify(NaiveHead.Convolve(features, weights["predictor.0.weight"], weights["predictor.0.bias"]));
            var predictor = NaiveHead.Resize(NaiveHead.Convolve(hidden, weights["predictor.2.weight"], weights["predictor.2.bias"]), size[0], size[1]);
            Close(routing, output.RoutingLogits[result].flatten(0, 1));
            Close(predictor, output.PredictorLogit[result]);
        }
    }

    [Fact]
    public void Channels_of_a_class_lie_together()
    {
        using var head = new RoutingChannelsHead(new RoutingChannelsOptions(RoutesPerClass: true, Predictor: false), 2, 1, 2);
        using var frozen = no_grad();
        head.Module.get_parameter("routing.weight")!.zero_();
        head.Module.get_parameter("routing.bias")!.copy_(arange(6));
        using var segmentation = Segmentation(1, 1, 2, [2, 2], [2, 2]);
        using var output = head.Route(segmentation);

        Assert.Equal([0f, 1, 2, 3, 4, 5], output.RoutingLogits[0, .., .., 0, 0].flatten().data<float>().ToArray());
    }

    [Fact]
    public void The_state_dictionary_has_the_documented_names_and_shapes()
    {
        using var head = new RoutingChannelsHead(new RoutingChannelsOptions(RoutesPerClass: true), 3, 6, 2);
        using var narrow = new RoutingChannelsHead(new RoutingChannelsOptions(PredictorWidth: 2), 1, 6, 2);
        using var deep = new RoutingChannelsHead(new RoutingChannelsOptions(Predictor: false, RoutingWidth: 5), 3, 6, 2);
        using var native = new RoutingChannelsHead(new RoutingChannelsOptions(Predictor: false), 3, 6, 2, nativeRouting: true);

        Assert.Equal(
            [
                "routing.weight [8, 6, 1, 1]",
                "routing.bias [8]",
                "predictor.0.weight [6, 6, 3, 3]",
                "predictor.0.bias [6]",
                "predictor.2.weight [1, 6, 1, 1]",
                "predictor.2.bias [1]",
            ],
            Names(head)
        );
        Assert.Contains("predictor.0.weight [2, 6, 3, 3]", Names(narrow));
        Assert.Equal(["routing.0.weight [5, 6, 3, 3]", "routing.0.bias [5]", "routing.2.weight [4, 5, 1, 1]", "routing.2.bias [4]"], Names(deep));
        Assert.Empty(Names(native));

        static IEnumerable<string> Names(RoutingChannelsHead head) =>
            head.Module.state_dict().Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]");
    }

    [Fact]
    public void A_layer_before_the_routing_channels_is_a_convolution_and_a_rectifier()
    {
        using var head = new RoutingChannelsHead(new RoutingChannelsOptions(Predictor: false, RoutingWidth: 5), 2, 4, 1);
        using var segmentation = Segmentation(1, 4, 1, [6, 5], [6, 5]);
        var weights = head.Module.state_dict();
        var features = Enumerable.Range(0, 4).Select(channel => Map(segmentation.Features![0, channel])).ToArray();

        using var output = head.Route(segmentation);

        var expected = NaiveHead.Convolve(
            NaiveHead.Rectify(NaiveHead.Convolve(features, weights["routing.0.weight"], weights["routing.0.bias"])),
            weights["routing.2.weight"],
            weights["routing.2.bias"]
        );
        for (var channel = 0; channel < 3; channel++)
        {
            var found = Map(output.RoutingLogits[0, 0, channel]);
            for (var row = 0; row < 6; row++)
            for (var column = 0; column < 5; column++)
                Assert.Equal(expected[channel][row, column], found[row, column], 1e-5);
        }

        static double[,] Map(Tensor map)
        {
            var (height, width) = ((int)map.shape[0], (int)map.shape[1]);
            var values = map.detach().@double().contiguous().data<double>().ToArray();
            var result = new double[height, width];
            for (var i = 0; i < values.Length; i++)
                result[i / width, i % width] = values[i];
            return result;
        }
    }

    [Fact]
    public void Gradients_reach_every_parameter_and_the_features()
    {
        using var head = new RoutingChannelsHead(new RoutingChannelsOptions(), 2, 4, 1);
        using var segmentation = Segmentation(2, 4, 1, [6, 5], [12, 10]);
        segmentation.Features!.requires_grad_();
        using var output = head.Route(segmentation);

        (output.RoutingLogits.square().sum() + output.PredictorLogit!.square().sum()).backward();

        Assert.All(head.Module.named_parameters(), parameter => Assert.True(parameter.parameter.grad!.abs().max().ToDouble() > 0, parameter.name));
        Assert.True(segmentation.Features.grad!.abs().min().ToDouble() > 0);
    }

    [Fact]
    public void The_description_is_that_of_the_options()
    {
        using var head = new RoutingChannelsHead(new RoutingChannelsOptions(RoutingParameterisation.Utility, RoutesPerClass: true, Predictor: false), 2, 4, 3);
        using var segmentation = Segmentation(1, 4, 3, [4, 4], [4, 4]);
        using var output = head.Route(segmentation);

        var description = head.Describe();
        Assert.Equal(
            new HeadDescription
            {
                Id = "RoutingChannels",
                Version = "0.1.0",
                Parameterisation = RoutingParameterisation.Utility,
                RoutesPerClass = true,
                HasPredictor = false,
            },
            description
        );
        Assert.Same(description, head.Describe());
        Assert.Null(output.PredictorLogit);
        Assert.Equal(3, output.RoutingLogits.shape[1]);
    }

    [Fact]
    public void Routing_that_the_backbone_gives_unasked_is_not_taken()
    {
        using var head = new RoutingChannelsHead(new RoutingChannelsOptions(), 1, 2, 1);
        using var segmentation = Segmentation(1, 2, 1, [4, 4], [4, 4], new(full([1, 1, 2, 4, 4], 9f), full([1, 1, 4, 4], 9f)));
        using var output = head.Route(segmentation);

        Assert.False(output.RoutingLogits.eq(9).any().ToBoolean());
        Assert.False(output.PredictorLogit!.eq(9).any().ToBoolean());
    }

    [Fact]
    public void The_plugin_brings_the_head()
    {
        var registered = new Registered();
        new RoutingChannelsPlugin().Register(registered);

        Assert.Equal([typeof(RoutingChannelsFactory)], registered.Heads);
        Assert.Equal("RoutingChannels", new RoutingChannelsFactory().Id);
    }

    internal static SegmentationOutput Segmentation(int results, int channels, int classes, int[] map, int[] size, DeferralOutput? native = null) =>
        new(randn([results, classes, size[0], size[1]]), randn([results, channels, map[0], map[1]]))
        {
            RoutingLogits = native?.RoutingLogits,
            PredictorLogit = native?.PredictorLogit,
        };

    private static void Close(double[][,] expected, Tensor actual)
    {
        double[] all = [.. expected.SelectMany(map => map.Cast<double>())];
        foreach (var (a, b) in all.Zip(actual.detach().contiguous().data<float>().ToArray()))
            Assert.Equal(a, b, 1e-5);
        Assert.Equal(all.Length, actual.numel());
    }

    private sealed class Registered : IPluginRegistration
    {
        public List<Type> Heads { get; } = [];

        public void AddBackbone<TFactory>()
            where TFactory : class, IBackboneFactory => throw new InvalidOperationException($"{typeof(TFactory)} is no head.");

        public void AddBackboneWrapper<TFactory>()
            where TFactory : class, IBackboneWrapperFactory => throw new InvalidOperationException($"{typeof(TFactory)} is no head.");

        public void AddHead<TFactory>()
            where TFactory : class, IHeadFactory => Heads.Add(typeof(TFactory));

        public void AddExpertSource<TFactory>()
            where TFactory : class, DeferredSeg.Abstractions.Experts.IExpertSourceFactory =>
            throw new InvalidOperationException($"{typeof(TFactory)} is no head.");

        public void AddService<TService, TImplementation>()
            where TService : class
            where TImplementation : class, TService => throw new InvalidOperationException($"{typeof(TService)} is not needed.");
    }
}

using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Plugins;

namespace Experts.Synthetic.Tests;

public sealed class OptionsTests
{
    private static readonly (string Key, string Value)[] _byHand =
    [
        ("foreground", "0.9"),
        ("background", "0.95"),
        ("boundary", "0.02"),
        ("boundaryMeans", "boost"),
    ];

    [Fact]
    public void Numbers_by_hand_need_each_other_and_say_what_the_boundary_means()
    {
        foreach (var missing in _byHand)
        {
            var message = Refused([.. _byHand.Where(one => one != missing)]);
            foreach (var part in (string[])["by hand, and not " + missing.Key, "'absolute' or 'boost'"])
                Assert.Contains(part, message);
        }
        Assert.Contains("boundaryMeans by hand, and not foreground, background, boundary", Refused(("boundaryMeans", "absolute")));
    }

    [Fact]
    public void A_setting_and_numbers_by_hand_are_refused()
    {
        var message = Refused(("setting", "table2/1"), ("foreground", "0.9"), ("boundaryMeans", "boost"));
        Assert.Contains("setting is 'table2/1', and foreground, boundaryMeans by hand as well; expected the setting or the numbers, not both", message);
    }

    [Theory]
    [InlineData("foreground", "92", "0 to 1")]
    [InlineData("background", "-0.1", "0 to 1")]
    [InlineData("boundary", "1.5", "-1 to 1")]
    [InlineData("boundaryMeans", "bonus", "absolute, boost")]
    [InlineData("kernel", "0", "1 to 1023")]
    [InlineData("kernel", "7.5", "1 to 1023")]
    [InlineData("redraw", "always", "everyEpoch, never")]
    [InlineData("cost", "-1", "0 to")]
    [InlineData("capacity", "1.1", "0 to 1")]
    [InlineData("outline:sigma", "-1", "0 to 1000")]
    [InlineData("outline:correlationLength", "0.5", "1 to 10000")]
    [InlineData("missed:probability", "2", "0 to 1")]
    [InlineData("added:blobsPerMegapixel", "-1", "0 to 10000")]
    [InlineData("added:radius:logSigma", "4", "0 to 3")]
    [InlineData("seting", "table2/1", "did you mean 'setting'?")]
    public void What_is_out_of_range_or_unknown_is_refused(string key, string value, string expected)
    {
        var message = Refused((key, value));
        Assert.Contains(key, message);
        Assert.Contains(expected, message);
    }

    [Fact]
    public void An_even_kernel_has_no_middle() => Assert.Contains("kernel is 6; expected an odd number", Refused(("kernel", "6")));

    [Fact]
    public void An_absolute_boundary_is_no_negative_number()
    {
        Assert.Contains(
            "boundary is -0.05 and boundaryMeans is 'absolute'",
            Refused(("foreground", "0.9"), ("background", "0.95"), ("boundary", "-0.05"), ("boundaryMeans", "absolute"))
        );
        Questions.Expert(("foreground", "0.9"), ("background", "0.95"), ("boundary", "-0.05"), ("boundaryMeans", "boost")).Dispose();
    }

    [Fact]
    public void Radii_have_the_numbers_of_their_distribution()
    {
        Assert.Contains("missed:radius: minimum or maximum is given, and distribution is 'logNormal'", Refused(("missed:radius:maximum", "5")));
        Assert.Contains(
            "added:radius: median or logSigma is given, and distribution is 'uniform'",
            Refused(("added:radius:distribution", "uniform"), ("added:radius:logSigma", "1"))
        );
        Assert.Contains("minimum is 4 and maximum is 3", Refused(("added:radius:distribution", "uniform"), ("added:radius:maximum", "3")));
    }

    [Fact]
    public void The_description_declares_the_simulation_and_what_the_options_say()
    {
        using var expert = Questions.Expert(("cost", "0.25"), ("capacity", "0.5"), ("person", "Dr. A"), ("tier", "senior"), ("tool", "brush"));
        Assert.Equal(
            new ExpertDescriptor
            {
                Id = "anna",
                Person = "Dr. A",
                Tier = "senior",
                Tool = "brush",
                Cost = 0.25,
                Capacity = 0.5,
                NeedsGroundTruth = true,
            },
            expert.Describe()
        );
    }

    [Fact]
    public void The_plugin_brings_the_source()
    {
        var registered = new Registered();
        new SyntheticPlugin().Register(registered);

        Assert.Equal([typeof(SyntheticFactory)], registered.Sources);
        Assert.Equal("synthetic", new SyntheticFactory().Id);
    }

    private static string Refused(params (string Key, string Value)[] options) => Assert.Throws<OptionException>(() => Questions.Expert(options)).Message;

    private sealed class Registered : IPluginRegistration
    {
        public List<Type> Sources { get; } = [];

        public void AddBackbone<TFactory>()
            where TFactory : class, IBackboneFactory => throw new InvalidOperationException($"{typeof(TFactory)} is no source of experts.");

        public void AddBackboneWrapper<TFactory>()
            where TFactory : class, IBackboneWrapperFactory => throw new InvalidOperationException($"{typeof(TFactory)} is no source of experts.");

        public void AddHead<TFactory>()
            where TFactory : class, IHeadFactory => throw new InvalidOperationException($"{typeof(TFactory)} is no source of experts.");

        public void AddExpertSource<TFactory>()
            where TFactory : class, IExpertSourceFactory => Sources.Add(typeof(TFactory));

        public void AddService<TService, TImplementation>()
            where TService : class
            where TImplementation : class, TService => throw new InvalidOperationException($"{typeof(TService)} is not needed.");
    }
}

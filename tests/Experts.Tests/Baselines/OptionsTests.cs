using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Plugins;

namespace Experts.Baselines.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void All_problems_are_told_at_once()
    {
        var message = Assert
            .Throws<OptionException>(() => new ConstantFactory().Create(Questions.Context(("value", "2"), ("cost", "-1"), ("delay", "3"))))
            .Message;

        foreach (
            var part in (string[])
                [
                    "ConstantOptions",
                    "value is '2'; expected a whole number from 0 to 1",
                    "cost is '-1'; expected a number from 0",
                    "'delay' is not an option",
                    "person",
                ]
        )
            Assert.Contains(part, message);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1,5")]
    [InlineData("")]
    public void A_cost_that_is_no_finite_number_is_refused(string cost) =>
        Assert.Contains($"'{cost}'", Assert.Throws<OptionException>(() => new OracleFactory().Create(Questions.Context(("cost", cost)))).Message);

    [Fact]
    public void An_option_of_the_other_source_is_unknown() =>
        Assert.Contains(
            "'value' is not an option",
            Assert.Throws<OptionException>(() => new OracleFactory().Create(Questions.Context(("value", "1")))).Message
        );

    [Fact]
    public void The_plugin_brings_both_sources()
    {
        var registered = new Registered();
        new BaselinesPlugin().Register(registered);

        Assert.Equal([typeof(OracleFactory), typeof(ConstantFactory)], registered.Sources);
        Assert.Equal(["oracle", "constant"], [new OracleFactory().Id, new ConstantFactory().Id]);
    }

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

using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.PluginKit;
using DeferredSeg.PluginKit.Subjects;

namespace Wrappers.Passes.Tests;

public sealed class EnsembleTests : ScopedTensorTest
{
    [Fact]
    public void Two_networks_answer_with_their_mean()
    {
        using var one = Networks.UNet(1);
        using var two = Networks.UNet(2, ("depth", "2"));
        using var wrapped = Networks.Ensemble(one, two);
        var images = rand(2, 1, 8, 12);

        var (first, second) = (Networks.Answer(one, images), Networks.Answer(two, images));
        var output = Networks.Answer(wrapped, images);

        Assert.True(output.Logits.sigmoid().allclose((first.Logits.sigmoid() + second.Logits.sigmoid()) / 2, 0, 1e-5));
        Assert.True(output.Extras["spread"].allclose((first.Logits.sigmoid() - second.Logits.sigmoid()).abs() / 2, 0, 1e-5));
        Assert.True(output.Features!.allclose((first.Features! + second.Features!) / 2, 0, 1e-5));
    }

    [Fact]
    public void Networks_with_other_decoders_have_no_features_in_common()
    {
        using var one = Networks.UNet(1);
        using var two = Networks.UNet(2, ("width", "6"));
        using var wrapped = Networks.Ensemble(one, two);

        Assert.Null(wrapped.Describe().DecoderChannels);
        Assert.Null(Networks.Answer(wrapped, rand(1, 1, 8, 8)).Features);
    }

    [Fact]
    public void Probabilities_and_logits_are_averaged_as_probabilities()
    {
        var logits = new GivenNetwork((images, _) => images);
        var probabilities = new GivenNetwork((images, _) => images.sigmoid()) { Description = GivenNetwork.Plain with { Outputs = OutputKind.Probabilities } };
        using var wrapped = Networks.Ensemble(logits, probabilities);
        var images = randn(1, 1, 4, 4);

        var output = Networks.Answer(wrapped, images);

        Assert.Equal(OutputKind.Logits, wrapped.Describe().Outputs);
        Assert.True(output.Logits.allclose(images, 0, 1e-5));
        Assert.True(output.Extras["spread"].max().ToSingle() < 1e-6);
    }

    [Fact]
    public void Wrappers_can_be_put_around_wrappers()
    {
        using var one = Networks.UNet(1);
        using var two = Networks.UNet(2);
        using var ensemble = Networks.Ensemble(one, two);
        using var wrapped = Networks.TestTime(ensemble);
        using var turned = Networks.TestTime(one);
        using var other = Networks.TestTime(two);
        var images = rand(1, 1, 8, 8);

        var expected = (Networks.Answer(turned, images).Logits.sigmoid() + Networks.Answer(other, images).Logits.sigmoid()) / 2;

        Assert.True(Networks.Answer(wrapped, images).Logits.sigmoid().allclose(expected, 0, 1e-5));
    }

    [Fact]
    public void Sizes_that_no_image_has_are_refused_by_both_names()
    {
        GivenNetwork Of(string id, InputRule input) => new((images, _) => images) { Description = GivenNetwork.Plain with { Id = id, Input = input } };
        var small = Of("Small", new() { Channels = 1, FixedSizes = [32, 32] });

        foreach (var other in (InputRule[])[new() { Channels = 1, FixedSizes = [64, 64] }, new() { Channels = 1, SizeMultiple = 64 }])
        {
            var error = Assert.Throws<ArgumentException>(() => Networks.Ensemble(small, Of("Large", other)));

            Assert.Contains("Small", error.Message);
            Assert.Contains("Large", error.Message);
        }
        using var both = Networks.Ensemble(Of("Four", new() { Channels = 1, SizeMultiple = 4 }), Of("Six", new() { Channels = 1, SizeMultiple = 6 }));
        Assert.Equal(12, both.Describe().Input.SizeMultiple);
    }

    [Fact]
    public void Both_wrappers_keep_the_contract()
    {
        using var subject = new InProcessSubject(new PassesPlugin());

        var results = ConformanceSuite.Run(subject);

        Assert.Equal(["Ensemble", "TestTime"], subject.Declared.Where(one => one.Kind == CheckKind.Wrapper).Select(one => one.Id).Order());
        Assert.Equal(2, results.Count(result => result is { Check: "wrapper/options-schema", Outcome: CheckOutcome.Passed }));
        Assert.DoesNotContain(results, result => result.Outcome == CheckOutcome.Failed);
    }

    [Fact]
    public void An_unknown_option_is_told_with_those_that_are_there()
    {
        var network = new GivenNetwork((images, _) => images);

        var error = Assert.Throws<OptionException>(() => new TestTimeFactory().Create([network], new(Networks.Options([("symetries", "flips")]), CPU)));

        Assert.Contains("did you mean 'symmetries'", error.Message);
    }
}

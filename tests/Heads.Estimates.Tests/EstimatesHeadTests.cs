using DeferredSeg.Deferral.Routing.Estimates;
using Microsoft.Extensions.Configuration;

namespace Heads.Estimates.Tests;

public sealed class EstimatesHeadTests : ScopedTensorTest
{
    private static readonly long[] _size = [1, 1, 8, 8];

    [Fact]
    public void Before_it_is_fitted_it_asks_where_the_network_is_least_certain()
    {
        using var head = Make();
        var logits = linspace(-6, 6, 64).view(_size);
        using var output = head.Route(new(logits) { Image = rand(1, 3, 8, 8) });

        var estimates = new ExpertEstimates(output.RoutingLogits[0], new(ClassKind.Multilabel, 1, 1));
        var worth = estimates.Utilities(logits[0].ge(0).@byte(), 0.8)[0][1].flatten();

        // Asking is worth most near a logit of 0, and less and less the surer the network is.
        var best = worth.argmax().ToInt64();
        Assert.InRange(best, 20, 44);
        var values = worth.data<double>().ToArray();
        Assert.True(values[0] < values[16] && values[63] < values[47]);
    }

    [Fact]
    public void Estimates_do_not_depend_on_where_the_threshold_of_the_model_lies_but_through_its_logit()
    {
        using var head = Make("""{ "image": false }""");
        var logits = randn(_size);

        using var first = head.Route(new(logits));
        using var second = head.Route(new(logits.clone()));

        Assert.Equal([1, 1, 3, 8, 8], first.RoutingLogits.shape);
        Assert.True(first.RoutingLogits.equal(second.RoutingLogits).all().ToBoolean());
        Assert.False(head.Describe().ReadsImage);
        Assert.False(head.Describe().NeedsFeatures);
    }

    [Theory]
    [InlineData(1, 3, 0, false, 6, 18 + 18 + 4)]
    [InlineData(1, 3, 8, true, 6, 18 + 18 + 4 + 16 + 4)]
    [InlineData(2, 0, 0, true, 1, 6 + 4)]
    public void What_is_seen_of_a_pixel_is_as_many_numbers_as_it_says(int classes, int channels, int features, bool passes, int levels, int expected)
    {
        var inputs = new PixelInputs(classes, channels, features, passes, levels);
        var shape = new long[] { 2, classes, 12, 10 };

        var found = inputs.Of(
            new(randn(shape), features == 0 ? null : randn(2, features, 6, 5))
            {
                Image = channels == 0 ? null : rand(2, channels, 12, 10),
                Extras = passes ? new Dictionary<string, Tensor> { ["mean"] = rand(shape), ["spread"] = rand(shape) } : [],
            },
            ClassKind.Multilabel
        );

        Assert.Equal(expected, inputs.Count);
        Assert.Equal([2, expected, 12, 10], found.shape);
    }

    /// <summary>A mean over 2 by 2 pixels brought back bilinearly, and an image in the field of view alone.</summary>
    [Fact]
    public void Surroundings_are_means_brought_back_between_pixels_and_the_image_counts_in_its_field_alone()
    {
        var inputs = new PixelInputs(1, 1, 0, false, 2);
        var logits = zeros(1, 1, 4, 4);
        logits[0][0][0][0] = 4;
        var view = ones(1, 1, 4, 4);
        view.narrow(3, 2, 2).zero_();
        var image = full([1, 1, 4, 4], 100f);
        image.narrow(3, 0, 1).fill_(1f);
        image.narrow(3, 1, 1).fill_(3f);

        var found = inputs.Of(new(logits) { Image = image, FieldOfView = view }, ClassKind.Multilabel)[0];

        // z / 8, sigmoid and |z| / 8, then the same around, then the image and its surroundings.
        Assert.Equal(0.5f, found[0][0][0].ToSingle());
        Assert.Equal(0.125f, found[3][0][0].ToSingle());
        // One quarter of the way from the mean of the first four pixels to that of the next, along both axes.
        Assert.Equal(0.125f * 0.75f * 0.75f, found[3][1][1].ToSingle(), 1e-6f);
        Assert.Equal([-1f, 1, 0, 0], found[6][0].data<float>().ToArray());
    }

    [Fact]
    public void Exclusive_classes_begin_with_experts_who_are_mostly_right()
    {
        using var head = Make(classes: 3, kind: ClassKind.Exclusive, experts: 2);
        var logits = randn(1, 3, 8, 8) * 3;
        using var output = head.Route(new(logits) { Image = rand(1, 3, 8, 8) });

        Assert.Equal([1, 1, 3 + 2 * 9, 8, 8], output.RoutingLogits.shape);
        var estimates = new ExpertEstimates(output.RoutingLogits[0], new(ClassKind.Exclusive, 3, 2));
        Assert.True(estimates.ExpertRight().min().ToDouble() > 0.5);
        Assert.True(estimates.Truth.argmax(0).eq(logits[0].argmax(0)).all().ToBoolean());
    }

    [Theory]
    [InlineData("""{ "passes": true }""", "TestTime")]
    [InlineData("""{ "levels": 0 }""", "levels")]
    [InlineData("""{ "width": 0 }""", "width")]
    [InlineData("""{ "wdith": 4 }""", "width")]
    public void What_cannot_be_is_refused_with_what_is_expected(string options, string expected) =>
        Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(() => Make(options)).Message);

    [Fact]
    public void An_image_that_is_missing_is_told()
    {
        using var head = Make();

        Assert.Contains("reads the image", Assert.Throws<ArgumentException>(() => head.Route(new(randn(_size)))).Message);
    }

    private static EstimatesHead Make(string options = "{}", int classes = 1, ClassKind kind = ClassKind.Multilabel, int experts = 1)
    {
        using var text = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(options));
        manual_seed(3);
        return (EstimatesHead)
            new EstimatesFactory().Create(
                new(new ConfigurationBuilder().AddJsonStream(text).Build(), CPU, experts, null, classes, false) { ClassKind = kind, ImageChannels = 3 }
            );
    }
}

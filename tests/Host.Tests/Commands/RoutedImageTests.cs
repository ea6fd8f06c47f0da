using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Host.Commands.Route;
using DeferredSeg.Host.Commands.Route.Images;

namespace DeferredSeg.Host.Tests.Commands;

/// <summary>What is written and counted of a routed image with three classes, on four pixels.</summary>
public sealed class RoutedImageTests
{
    private static readonly MaskPlanes _model = new(1, 4, 3, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
    private static readonly MaskPlanes _system = new(1, 4, 3, [1, 0, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0]);

    [Fact]
    public void Each_class_has_its_own_file_and_routings_of_each_class_as_well()
    {
        var image = Image([0, 1, 2, 0], [1, 1, 0, 0], [0, 0, 0, 2]);

        var maps = OutputMaps
            .Labels(image, new(ClassKind.Multilabel, null), complete: true, RoutedFiles.All)
            .ToDictionary(one => one.Name, one => (one.Values, one.IsMask));
        var probabilities = OutputMaps.Probabilities(image, RoutedFiles.All).ToDictionary(one => one.Name, one => one.Values);

        Mask("system-class1", 1, 0, 0, 1);
        Mask("system-class2", 0, 1, 0, 1);
        Mask("system-class3", 0, 1, 1, 0);
        Mask("model-class1", 1, 0, 0, 0);
        Mask("model-class2", 0, 1, 0, 0);
        Mask("model-class3", 0, 0, 1, 0);
        Mask("expert-1-class1", 0, 1, 0, 0);
        Mask("expert-2-class1", 0, 0, 1, 0);
        Mask("expert-1-class2", 1, 1, 0, 0);
        Mask("expert-2-class3", 0, 0, 0, 1);
        Assert.Equal([0, 1, 2, 0], maps["routing-class1"].Values);
        Assert.Equal([1, 1, 0, 0], maps["routing-class2"].Values);
        Assert.Equal([0, 0, 0, 2], maps["routing-class3"].Values);
        Assert.Equal([0.25f, 0, 0, 0], probabilities["deferral-class1"]);
        Assert.Equal([0.5f, 0, 0, 0], probabilities["deferral-class2"]);
        Assert.Equal([0.75f, 0, 0, 0], probabilities["deferral-class3"]);

        void Mask(string name, params byte[] values)
        {
            Assert.Equal(values, maps[name].Values);
            Assert.True(maps[name].IsMask);
        }
    }

    [Fact]
    public void Of_classes_that_exclude_each_other_one_map_holds_the_numbers_the_lowest_where_an_expert_says_several()
    {
        var maps = OutputMaps
            .Labels(Image([0, 1, 2, 0]), new(ClassKind.Exclusive, null), complete: false, RoutedFiles.Masks)
            .ToDictionary(one => one.Name, one => one.Values);

        Assert.Equal([0, 1, 2, 0], maps["provisional"]);
        Assert.Equal([0, 1, 2, 0], maps["model"]);
        Assert.Equal([0, 1, 2, 0], maps["routing"]);
    }

    [Fact]
    public void Loads_are_shares_of_pixels_and_soft_loads_means_of_probabilities()
    {
        var routed = CaseNumbers.Of(new("case", null, null, []), [Image([0, 1, 2, 0]), Image([1, 1, 2, 1])], ["first", "second"], ClassKind.Multilabel);

        Assert.Equal((0.25, 0.5), (routed.Coverage, Math.Round(routed.Experts[0].Load, 12)));
        Assert.Equal([0.5, 0.25], routed.Experts.Select(expert => expert.Load));
        Assert.Equal([0.3, 0.1], routed.Experts.Select(expert => Math.Round(expert.SoftLoad, 12)));
    }

    [Fact]
    public void Regions_whose_values_are_known_are_one_map_the_later_over_the_earlier()
    {
        var maps = OutputMaps
            .Labels(Image([0, 0, 0, 0]), new(ClassKind.Multilabel, [1, 2, 4]), complete: true, RoutedFiles.Masks)
            .ToDictionary(one => one.Name, one => one.Values);

        Assert.Equal(["model", "routing", "system"], maps.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([1, 2, 4, 0], maps["model"]);
        Assert.Equal([1, 4, 4, 2], maps["system"]);
    }

    [Fact]
    public void A_region_has_the_mean_gain_of_its_pixels()
    {
        var regions = RoutedRegions.Of([1, 1, 0, 2], [0.5, 1, 9, 4], 1, 4, ["first", "second"], Connectivity.Four).ToList();

        Assert.Equal([("first", 2, 0.75), ("second", 1, 4)], regions.Select(region => (region.Expert, region.Pixels, region.MeanMargin!.Value)));
    }

    private static RoutedImage Image(params byte[][] decisions) =>
        new(
            0,
            new(1, 4, 1, new byte[4]),
            _model,
            _system,
            decisions,
            [.. decisions.Select((_, r) => (float[])[0.25f * (r + 1), 0, 0, 0])],
            [],
            [new(ExpertSaid.Answered), new(ExpertSaid.Answered)],
            [0.6, 0.3, 0.1]
        );
}

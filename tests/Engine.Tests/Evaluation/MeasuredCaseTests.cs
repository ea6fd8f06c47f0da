using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Tests.Fakes;

namespace DeferredSeg.Engine.Tests.Evaluation;

/// <summary>Numbers of a few pixels, worked out by hand.</summary>
public sealed class MeasuredCaseTests : ScopedTensorTest
{
    /// <summary>
    /// Both pixels are of class 1. The model says 1 and 2, the expert 0 and 1. For the background the expert is preferred everywhere, for class 1 at the
    /// second pixel, for class 2 nowhere.
    /// </summary>
    [Fact]
    public void A_routing_for_each_of_classes_that_exclude_each_other_is_that_of_its_own_class()
    {
        var output = DecidedGrid.Of(
            Case([0, 0, 1, 1, 0, 0], 2),
            tensor((float[])[0, 0, 3, 0, 0, 3], [3, 1, 2]),
            tensor((float[])[0, 0, 3, 3, 3, 0, 0, 3, 3, 3, 0, 0], [3, 2, 1, 2]),
            null,
            ClassKind.Exclusive
        );
        var answers = new CaseAnswers([new(1, 2, 3, [1, 0, 0, 1, 0, 0])], [new MaskPlanes(1, 2, 1, [1, 1])]);

        var found = new MeasuredCase(output, answers, ClassKind.Exclusive, 0);

        Assert.Equal([0L, 1], found.Decisions[0]);
        Assert.Equal([0L, 0], found.Decisions[1]);
        Assert.Equal([1.0, 0], found.Perspectives.Select(one => one.System.Dice));
        Assert.Equal([2.0 / 3, 0], found.Perspectives.Select(one => one.ModelAlone.Dice));
        Assert.Equal([0.75, 0.25], found.HardLoads);
        var sure = 1 / (1 + Math.Exp(-3));
        Assert.Equal((sure + (1 - sure) + sure + sure) / 4, found.SoftLoads[0], 1e-6);
    }

    [Fact]
    public void The_preferred_expert_is_known_also_where_the_model_keeps_the_pixel()
    {
        // Of three pixels the model keeps the first, whose second expert is worth more than its first; the last answer is missing.
        var output = DecidedGrid.Of(
            Case([1, 1, 1], 3),
            tensor((float[])[1, 1, 1], [1, 1, 3]),
            tensor((float[])[2, 0, 0, 0, 2, 1, 1, 1, 2], [1, 3, 1, 3]),
            null,
            ClassKind.Multilabel
        );
        var answers = new CaseAnswers([new(1, 3, 1, [1, 0, 0]), new(1, 3, 1, [0, 0, 0])], [new MaskPlanes(1, 3, 1, [1, 1, 1]), new(1, 3, 1, [1, 1, 0])]);

        var found = new MeasuredCase(output, answers, ClassKind.Multilabel, 0);

        Assert.Equal([0L, 1, 0], found.Routed!.Decision[0]);
        Assert.Equal([2L, 1, 2], found.Routed.Preferred[0]);
        Assert.Equal(2.0 * 2 / 5, found.Perspectives[0].System.Dice, 1e-12);
    }

    /// <summary>Beyond a crop of the two columns in the middle nothing is known: background, and the model's to answer.</summary>
    [Theory]
    [InlineData(ClassKind.Multilabel)]
    [InlineData(ClassKind.Exclusive)]
    public void Beyond_a_crop_the_model_says_background_and_keeps_the_pixels(ClassKind kind)
    {
        var place = new Placement(1, 4, 0, 1, 1, 2, 1, 2);
        var output = new OutputMaps(tensor((float[])[-1, -1, 1, 1], [2, 1, 2]), tensor((float[])[0, 0, 1, 1], [1, 2, 1, 2]), zeros(1, 1, 1, 2));

        var native = output.Native(place, kind, isEstimated: false);

        Assert.Equal(
            kind == ClassKind.Exclusive ? [1, 0, 0, 1, 0, 1, 1, 0] : [0, 0, 0, 0, 0, 1, 1, 0],
            ModelMasks.Of(native.Logits.unsqueeze(0), kind).data<byte>().ToArray()
        );
        Assert.Equal([0L, 1, 1, 0], native.Routing!.argmax(1).data<long>().ToArray());
        Assert.Equal([0, 0.5, 0.5, 0], native.Predictor!.sigmoid().data<float>().ToArray().Select(value => Math.Round(value, 6)));
    }

    private static PreparedCase Case(byte[] truth, int width) =>
        new(new("case"), new float[width], new(1, width, 1, new byte[width]), new(1, width, truth.Length / width, truth), GeometricVariant.None);
}

using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Tests.Fakes;

namespace DeferredSeg.Engine.Tests.Evaluation;

/// <summary>Three classes on a few pixels: truth, model, expert and probability of each class stand together.</summary>
public sealed class CaseLabelsTests : ScopedTensorTest
{
    // Log of the odds 4 to 1: a sigmoid of 0.8.
    private static readonly float _sure = MathF.Log(4);

    [Fact]
    public void Classes_that_may_overlap_have_a_mask_each()
    {
        var (output, answers) = Case(2, [1, 0, 0, 0, 1, 1], [_sure, -_sure, -_sure, _sure, _sure, _sure], [0, 1, 1, 0, 0, 0], ClassKind.Multilabel);

        var maps = CaseLabels.Of(
            output,
            new(output.Case),
            answers,
            [
                [1, 1],
            ],
            ClassKind.Multilabel,
            ModelMap.Own(output, ClassKind.Multilabel)
        );

        Same(maps, 0, [1, 0], [1, 0], [0, 1], [0.8, 0.2]);
        Same(maps, 1, [0, 0], [0, 1], [1, 0], [0.2, 0.8]);
        Same(maps, 2, [1, 1], [1, 1], [0, 0], [0.8, 0.8]);
        Assert.Equal([1, 0, 0, 1, 1, 1], CaseLabels.Masks(output, output.Decided.Own).Values);
    }

    [Fact]
    public void Classes_that_exclude_each_other_are_one_map_of_labels_or_a_mask_for_each_but_the_background()
    {
        // Pixels of the classes 0, 1 and 2; the model takes the last for 1, the expert says 2, 1 and 0.
        var (output, answers) = Case(
            3,
            [1, 0, 0, 0, 1, 0, 0, 0, 1],
            [MathF.Log(8), 0, 0, 0, MathF.Log(8), MathF.Log(6), 0, 0, MathF.Log(3)],
            [0, 0, 1, 0, 1, 0, 1, 0, 0],
            ClassKind.Exclusive
        );

        var labels = CaseLabels.Of(
            output,
            new(output.Case),
            answers,
            [
                [1, 1, 1],
            ],
            ClassKind.Exclusive,
            ModelMap.Own(output, ClassKind.Exclusive)
        );
        var masks = CaseLabels.ByClass(
            output,
            new(output.Case),
            answers,
            [
                [1, 1, 0],
            ],
            ClassKind.Exclusive,
            ModelMap.Own(output, ClassKind.Exclusive)
        );

        Same(labels, 0, [0, 1, 2], [0, 1, 1], [2, 1, 0], [0.8, 0.1, 0.1, 0.1, 0.8, 0.6, 0.1, 0.1, 0.3]);
        Assert.Equal(2, masks.Count);
        Same(masks, 0, [0, 1, 0], [0, 1, 1], [0, 1, 1], [0.1, 0.8, 0.6]);
        Same(masks, 1, [0, 0, 1], [0, 0, 0], [1, 0, 0], [0.1, 0.1, 0.3]);
        // The spread of a pixel is that of all its classes together.
        Assert.Equal([0.0 + 3 + 6, 1 + 4 + 7, 2 + 5 + 8], labels[0].Spread!);
        Assert.Equal([1, 0, 0, 0, 1, 1, 0, 0, 0], CaseLabels.Masks(output, output.Decided.Own).Values);
    }

    [Theory]
    [InlineData(ClassKind.Multilabel)]
    [InlineData(ClassKind.Exclusive)]
    public void Probabilities_that_are_all_right_are_calibrated(ClassKind kind)
    {
        byte[] truth = [1, 0, 0, 0, 1, 0, 0, 0, 1];
        var (output, _) = Case(3, truth, [.. truth.Select(value => value == 1 ? 30f : -30)], new byte[9], kind);

        var (foreground, score) = CaseLabels.Calibration(output, new(output.Case), kind);

        Assert.Equal((0, 0), (Math.Round(foreground.ExpectedError, 9), Math.Round(score.Brier, 9)));
    }

    [Fact]
    public void A_logit_of_zero_is_foreground_and_of_equal_classes_the_first_is_it()
    {
        var logits = tensor((float[])[0, -1, 0, 3, 2, 0, 0, 3], [1, 2, 4]);

        Assert.Equal([1, 0, 1, 1, 1, 1, 1, 1], ModelMasks.Of(logits, ClassKind.Multilabel).data<byte>().ToArray());
        Assert.Equal([0, 0, 1, 1, 1, 1, 0, 0], ModelMasks.Of(logits, ClassKind.Exclusive).data<byte>().ToArray());
    }

    private static (GridOutput Output, CaseAnswers Answers) Case(int pixels, byte[] truth, float[] logits, byte[] expert, ClassKind kind) =>
        (
            DecidedGrid.Of(
                new(new("case"), new float[pixels], new(1, pixels, 1, new byte[pixels]), new(1, pixels, 3, truth), GeometricVariant.None),
                tensor(logits, [3, 1, pixels]),
                null,
                null,
                kind,
                arange(3 * pixels, ScalarType.Float32).view(3, 1, pixels)
            ),
            new([new(1, pixels, 3, expert)], [new MaskPlanes(1, pixels, 1, [.. Enumerable.Repeat((byte)1, pixels)])])
        );

    private static void Same(IReadOnlyList<LabelMap> maps, int index, byte[] truth, byte[] model, byte[] expert, double[] probabilities)
    {
        Assert.Equal(truth, maps[index].Truth.ToArray());
        Assert.Equal(model, maps[index].Model.ToArray());
        Assert.Equal(expert, maps[index].Experts[0].ToArray());
        Assert.Equal(probabilities, maps[index].Probabilities.Select(value => Math.Round(value, 6)));
    }
}

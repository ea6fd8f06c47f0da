using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Engine.Training.Batches;

namespace DeferredSeg.Engine.Tests.Batches;

/// <summary>Which class stands where, with three of them on four pixels.</summary>
public sealed class TrainingBatchTests : ScopedTensorTest
{
    // Planes of classes 0, 1 and 2.
    private static readonly MaskPlanes _exclusive = new(1, 4, 3, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
    private static readonly MaskPlanes _expert = new(1, 4, 3, [0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0]);

    [Fact]
    public void A_label_is_the_number_of_the_plane_and_of_several_the_lowest()
    {
        // At the last pixel there is none.
        Assert.Equal([0, 1, 2, 0], TrainingBatch.Labels(_exclusive, exclusive: true));
        Assert.Equal([1, 0, 1, 2], TrainingBatch.Labels(new(1, 4, 3, [0, 1, 0, 0, 1, 0, 1, 0, 1, 1, 1, 1]), exclusive: true));
        Assert.Equal(_expert.Values, TrainingBatch.Labels(_expert, exclusive: false));
    }

    [Fact]
    public void Target_and_answers_keep_the_order_of_cases_experts_and_classes()
    {
        var exclusive = new TrainingBatch([Case(_exclusive, _expert, _exclusive), Case(_expert, _exclusive, _expert)], ClassKind.Exclusive, CPU);
        var multilabel = new TrainingBatch([Case(_expert, _exclusive)], ClassKind.Multilabel, CPU);

        Assert.Equal([2, 1, 1, 4], exclusive.Target.shape);
        Assert.Equal([0, 1, 2, 0, 2, 2, 1, 0], exclusive.Target.data<byte>().ToArray());
        Assert.Equal([2, 2, 1, 4], exclusive.Answers!.shape);
        Assert.Equal([2, 2, 1, 0, 0, 1, 2, 0, 0, 1, 2, 0, 2, 2, 1, 0], exclusive.Answers.data<byte>().ToArray());
        Assert.Equal([1, 3, 1, 4], multilabel.Target.shape);
        Assert.Equal([0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0], multilabel.Target.data<byte>().ToArray());
        Assert.Equal([1, 1, 3, 1, 4], multilabel.Answers!.shape);
        Assert.Equal([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], multilabel.Answers.data<byte>().ToArray());
    }

    private static BatchCase Case(MaskPlanes truth, params MaskPlanes[] experts) =>
        new(
            new(new("case"), new float[4], new(1, 4, 1, new byte[4]), truth, GeometricVariant.None),
            new(experts, [.. experts.Select(_ => new MaskPlanes(1, 4, 1, [1, 1, 1, 1]))])
        );
}

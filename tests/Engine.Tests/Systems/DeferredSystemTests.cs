using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Engine.Systems;

namespace DeferredSeg.Engine.Tests.Systems;

public sealed class DeferredSystemTests : ScopedTensorTest
{
    [Fact]
    public void A_box_reaches_the_network_as_left_top_right_and_bottom()
    {
        var system = new DeferredSystem(new Described(PromptKinds.Box), null, CPU);

        var prompts = system.Prompts([new([1, 2, 3, 4]), new([5, 6, 7, 8])]);

        Assert.Equal([2, 4], prompts.Boxes!.shape);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], prompts.Boxes.data<float>().ToArray());
    }

    [Fact]
    public void A_point_reaches_the_network_as_a_place_in_the_target_or_to_be_ignored_beside_the_box()
    {
        var cases = new CasePrompts[] { new([1, 2, 3, 4], new(5, 6)), new([5, 6, 7, 8], new(0, 0, IsIgnored: true)) };

        var both = new DeferredSystem(new Described(PromptKinds.Box | PromptKinds.Points), null, CPU).Prompts(cases);
        var points = new DeferredSystem(new Described(PromptKinds.Points), null, CPU).Prompts(cases);

        Assert.Equal(PromptKinds.Box | PromptKinds.Points, both.Kinds);
        Assert.Equal(PromptKinds.Points, points.Kinds);
        Assert.Equal([2, 1, 2], points.Points!.shape);
        Assert.Equal([5, 6, 0, 0], points.Points.data<float>().ToArray());
        Assert.Equal([2, 1], points.PointLabels!.shape);
        Assert.Equal([1, -1], points.PointLabels.data<long>().ToArray());
    }

    [Fact]
    public void Without_a_box_for_every_image_or_for_a_network_that_takes_none_there_is_no_prompt()
    {
        Assert.Null(new DeferredSystem(new Described(PromptKinds.Box), null, CPU).Prompts([new([1, 2, 3, 4]), CasePrompts.None]).Boxes);
        Assert.Null(new DeferredSystem(new Described(PromptKinds.None), null, CPU).Prompts([new([1, 2, 3, 4])]).Boxes);
    }

    private sealed class Described(PromptKinds prompts) : ISegmentorBackbone
    {
        public BackboneDescription Describe() =>
            new()
            {
                Id = "Described",
                Version = "1.0.0",
                Classes = 1,
                ClassKind = ClassKind.Multilabel,
                Input = new() { Channels = 1 },
                DecoderChannels = 1,
                IsBatchIndependent = true,
                Prompts = prompts,
            };

        public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default) => throw new NotSupportedException();

        public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public void Dispose() { }
    }
}

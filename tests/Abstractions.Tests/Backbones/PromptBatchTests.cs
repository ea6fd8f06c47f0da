using DeferredSeg.Abstractions.Backbones;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Abstractions.Tests.Backbones;

public sealed class PromptBatchTests : ScopedTensorTest
{
    [Fact]
    public void Without_an_index_there_is_one_result_per_image()
    {
        Assert.Equal(3, PromptBatch.None.Count(3));
        Assert.Equal(3, new PromptBatch { Boxes = zeros(3, 4) }.Count(3));
    }

    [Fact]
    public void An_index_gives_the_number_of_results_and_may_repeat_images()
    {
        var prompts = new PromptBatch
        {
            ImageIndex = [1, 0, 1, 1],
            Boxes = zeros(4, 4),
            Points = zeros(4, 2, 2),
            PointLabels = zeros([4, 2], ScalarType.Int64),
            Masks = zeros(4, 1, 8, 8),
        };

        Assert.Equal(4, prompts.Count(2));
        Assert.Equal(0, new PromptBatch { ImageIndex = [] }.Count(2));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(-1)]
    [InlineData(-2)]
    public void An_index_beyond_the_images_is_refused_by_number(int wrong)
    {
        var message = Assert.Throws<ArgumentException>(() => new PromptBatch { ImageIndex = [0, 1, wrong] }.Count(2)).Message;

        Assert.Contains($"image {wrong}", message);
        Assert.Contains("has 2", message);
    }

    [Fact]
    public void A_tensor_for_another_number_of_results_is_refused_by_name()
    {
        var labels = zeros([2, 1], ScalarType.Int64);
        (string Name, PromptBatch Prompts)[] wrong =
        [
            ("Boxes has 3", new() { Boxes = zeros(3, 4) }),
            ("Points has 3", new() { Points = zeros(3, 1, 2), PointLabels = labels }),
            ("PointLabels has 3", new() { Points = zeros(2, 1, 2), PointLabels = zeros([3, 1], ScalarType.Int64) }),
            ("Masks has 3", new() { Masks = zeros(3, 1, 4, 4) }),
        ];

        foreach (var (name, prompts) in wrong)
            Assert.Contains($"{name} rows; there are 2 results", Assert.Throws<ArgumentException>(() => prompts.Count(2)).Message);
    }

    [Fact]
    public void Points_without_labels_or_labels_without_points_are_refused()
    {
        Assert.Contains("come together", Assert.Throws<ArgumentException>(() => new PromptBatch { Points = zeros(2, 1, 2) }.Count(2)).Message);
        Assert.Contains(
            "come together",
            Assert.Throws<ArgumentException>(() => new PromptBatch { PointLabels = zeros([2, 1], ScalarType.Int64) }.Count(2)).Message
        );
    }

    [Fact]
    public void The_kinds_are_those_of_the_tensors()
    {
        Assert.Equal(PromptKinds.None, new PromptBatch { ImageIndex = [0] }.Kinds);
        Assert.Equal(PromptKinds.Box | PromptKinds.Mask, new PromptBatch { Boxes = zeros(1, 4), Masks = zeros(1, 1, 4, 4) }.Kinds);
        Assert.Equal(PromptKinds.Points, new PromptBatch { Points = zeros(1, 1, 2) }.Kinds);
    }
}

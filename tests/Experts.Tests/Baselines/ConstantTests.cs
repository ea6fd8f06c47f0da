using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace Experts.Baselines.Tests;

public sealed class ConstantTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Every_pixel_of_every_class_is_the_value(byte value)
    {
        using var source = new ConstantFactory().Create(Questions.Context(("value", $"{value}")));

        var answer = Questions.Reply(source, Questions.Ask(Questions.Truth, classes: 3)).Answer!;

        Assert.Equal(Enumerable.Repeat(value, 18), answer.Mask.Values);
        Assert.Equal((2, 3, 3), (answer.Mask.Height, answer.Mask.Width, answer.Mask.Classes));
        Assert.Null(answer.Region);
    }

    [Fact]
    public void The_answer_covers_the_region_asked_and_is_0_outside_of_it()
    {
        using var source = new ConstantExpert("anna", new ConstantOptions(Value: 1));

        var answer = Questions.Reply(source, Questions.Ask(region: Questions.LeftAndCorner)).Answer!;

        Assert.Equal(Questions.LeftAndCorner, answer.Region);
        Assert.Equal([.. Questions.LeftAndCorner.Values, .. Questions.LeftAndCorner.Values], answer.Mask.Values);
    }

    [Fact]
    public void A_question_without_classes_or_with_a_region_of_another_size_is_refused()
    {
        using var source = new ConstantExpert("anna", new ConstantOptions());

        Assert.Contains(
            "asks for 0 classes",
            Assert.Throws<ArgumentException>(() => Questions.Reply(source, Questions.Ask(classes: 0) with { Key = "a" })).Message
        );
        Assert.Contains("region", Assert.Throws<ArgumentException>(() => Questions.Reply(source, Questions.Ask(region: MaskPlanes.Full(1, 3)))).Message);
    }

    [Fact]
    public void A_task_that_it_does_not_know_is_declined()
    {
        using var source = new ConstantExpert("anna", new ConstantOptions());

        Assert.Equal(ExpertStatus.Declined, Questions.Reply(source, Questions.Ask() with { Task = (ExpertTask)9 }).Status);
    }

    [Fact]
    public void It_needs_no_ground_truth_and_costs_nothing_unless_the_options_say_so()
    {
        using var plain = new ConstantFactory().Create(Questions.Context());
        using var costly = new ConstantFactory().Create(Questions.Context(("cost", "1e-2"), ("tier", "resident")));

        Assert.Equal(new ExpertDescriptor { Id = "anna" }, plain.Describe());
        Assert.Equal(
            new ExpertDescriptor
            {
                Id = "anna",
                Cost = 0.01,
                Tier = "resident",
            },
            costly.Describe()
        );
    }
}

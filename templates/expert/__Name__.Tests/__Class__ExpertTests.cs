using DeferredSeg.Abstractions.Experts;
using Xunit;

namespace __Name__.Tests;

public sealed class __Class__ExpertTests
{
    [Fact]
    public void What_is_bright_is_the_target()
    {
        using var expert = new __Class__Expert("me", new(Threshold: 100));

        var id = expert.Submit(new() { Key = "1", Case = new("case"), Image = new(1, 4, 1, [0, 99, 100, 255]), Classes = 1 });

        Assert.Equal([0, 0, 1, 1], expert.Poll(id).Answer!.Mask.Values);
    }

    [Fact]
    public void A_question_with_several_classes_is_declined()
    {
        using var expert = new __Class__Expert("me", new());

        var id = expert.Submit(new() { Key = "1", Case = new("case"), Image = new(1, 1, 1, [0]), Classes = 2 });

        Assert.Equal(ExpertStatus.Declined, expert.Poll(id).Status);
    }
}

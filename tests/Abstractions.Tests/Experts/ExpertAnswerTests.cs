using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace DeferredSeg.Abstractions.Tests.Experts;

public class ExpertAnswerTests
{
    private static readonly MaskPlanes _mask = new(1, 3, 2, [1, 1, 0, 0, 1, 1]);

    [Fact]
    public void Nothing_is_said_outside_of_the_region_that_was_asked()
    {
        var answer = ExpertAnswer.To(Question(new(1, 3, 1, [0, 1, 1])), _mask);

        Assert.Equal([0, 1, 0, 0, 1, 1], answer.Mask.Values);
        Assert.Equal([0, 1, 1], answer.Region!.Values);
        Assert.Equal([1, 1, 0, 0, 1, 1], _mask.Values);
    }

    [Fact]
    public void Without_a_region_the_answer_is_the_mask()
    {
        var answer = ExpertAnswer.To(Question(null), _mask);

        Assert.Equal(_mask.Values, answer.Mask.Values);
        Assert.NotSame(_mask.Values, answer.Mask.Values);
        Assert.Null(answer.Region);
    }

    [Fact]
    public void A_mask_or_region_of_another_size_is_refused_by_name()
    {
        Assert.Contains(
            "The mask of 'q' has 1 planes of 1 by 3 pixels; expected 2 of 1 by 3",
            Assert.Throws<ArgumentException>(() => ExpertAnswer.To(Question(null), new(1, 3, 1, [0, 0, 0]))).Message
        );
        Assert.Contains(
            "The region of 'q' has 1 planes of 3 by 1 pixels; expected 1 of 1 by 3",
            Assert.Throws<ArgumentException>(() => ExpertAnswer.To(Question(new(3, 1, 1, [0, 0, 0])), _mask)).Message
        );
    }

    private static ExpertRequest Question(MaskPlanes? region) =>
        new()
        {
            Key = "q",
            Case = new("c"),
            Image = new(1, 3, 1, new byte[3]),
            Classes = 2,
            Region = region,
        };
}

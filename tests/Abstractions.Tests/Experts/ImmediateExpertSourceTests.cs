using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace DeferredSeg.Abstractions.Tests.Experts;

public sealed class ImmediateExpertSourceTests
{
    [Fact]
    public void A_question_is_answered_when_it_is_polled()
    {
        using var source = new CountingExpert();

        var id = source.Submit(Question("q", 3));

        Assert.Equal(0, source.Asked);
        Assert.Equal("q", id);
        Assert.Equal("3", source.Poll(id).Reason);
        Assert.Equal("3", source.Poll(id).Reason);
        Assert.Equal(2, source.Asked);
    }

    [Fact]
    public void A_key_that_is_submitted_again_keeps_its_id_and_its_question()
    {
        using var source = new CountingExpert();

        var first = source.Submit(Question("q", 3));
        var second = source.Submit(Question("q", 4));

        Assert.Equal(first, second);
        Assert.Equal("3", source.Poll(second).Reason);
    }

    [Fact]
    public void An_id_that_was_never_given_is_refused_by_name()
    {
        using var source = new CountingExpert();
        source.Submit(Question("q", 1));

        Assert.Contains("'r'", Assert.Throws<ArgumentException>(() => source.Poll("r")).Message);
    }

    [Fact]
    public void The_last_1024_questions_are_kept_and_older_ones_can_be_submitted_again()
    {
        using var source = new CountingExpert();
        for (var i = 0; i < ImmediateExpertSource.Remembered; i++)
            source.Submit(Question($"q{i}", i));
        Assert.Equal("0", source.Poll("q0").Reason);

        // Asking again neither forgets nor makes a question younger.
        for (var i = 0; i < 10; i++)
            source.Submit(Question("q0", 77));
        Assert.Equal("1", source.Poll("q1").Reason);
        source.Submit(Question("one more", 5));

        Assert.Equal(1024, ImmediateExpertSource.Remembered);
        Assert.Contains("1024 questions ago", Assert.Throws<ArgumentException>(() => source.Poll("q0")).Message);
        Assert.Equal("1", source.Poll("q1").Reason);
        Assert.Equal("5", source.Poll("one more").Reason);

        source.Submit(Question("q0", 8));
        Assert.Equal("8", source.Poll("q0").Reason);
        Assert.Throws<ArgumentException>(() => source.Poll("q1"));
    }

    [Fact]
    public void Of_large_images_fewer_are_kept_and_the_last_always()
    {
        const int Side = 1500;
        using var source = new CountingExpert();
        ExpertRequest Large(string key, int epoch) => Question(key, epoch) with { Image = new(Side, Side, 1, new byte[Side * Side]) };
        source.Submit(Large("a", 1));
        source.Submit(Question("small", 2));
        Assert.Equal("1", source.Poll("a").Reason);

        source.Submit(Large("b", 3));
        Assert.Contains("4 MiB of them", Assert.Throws<ArgumentException>(() => source.Poll("a")).Message);
        Assert.Equal(["2", "3"], new[] { "small", "b" }.Select(key => source.Poll(key).Reason));

        var huge = Question("c", 4) with { Image = new(2 * Side, 2 * Side, 1, new byte[4 * Side * Side]) };
        Assert.Equal("4", source.Poll(source.Submit(huge)).Reason);
        Assert.Throws<ArgumentException>(() => source.Poll("b"));
    }

    private static ExpertRequest Question(string key, int epoch) =>
        new()
        {
            Key = key,
            Case = new CaseInfo("case"),
            Image = new ImagePlanes(1, 1, 1, [0]),
            Classes = 1,
            Epoch = epoch,
        };

    /// <summary>Says which question it was asked.</summary>
    private sealed class CountingExpert : ImmediateExpertSource
    {
        public int Asked { get; private set; }

        public override ExpertDescriptor Describe() => new() { Id = "counting" };

        protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation)
        {
            Asked++;
            return ExpertReply.Declined($"{request.Epoch}");
        }
    }
}

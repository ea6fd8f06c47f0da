using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace Experts.Baselines.Tests;

public sealed class OracleTests : IDisposable
{
    private readonly IExpertSource _oracle = new OracleFactory().Create(Questions.Context(("cost", "0.25"), ("person", "Dr. A"), ("tier", "senior")));

    public void Dispose() => _oracle.Dispose();

    [Fact]
    public void The_answer_is_the_ground_truth_everywhere()
    {
        var reply = Questions.Reply(_oracle, Questions.Ask(Questions.Truth));

        Assert.Equal(ExpertStatus.Answered, reply.Status);
        Assert.Equal(Questions.Truth.Values, reply.Answer!.Mask.Values);
        Assert.Equal((2, 3, 2), (reply.Answer.Mask.Height, reply.Answer.Mask.Width, reply.Answer.Mask.Classes));
        Assert.Null(reply.Answer.Region);
        Assert.Null(reply.Answer.Abstained);
    }

    [Fact]
    public void The_answer_covers_the_region_asked_and_no_truth_leaves_outside_of_it()
    {
        var answer = Questions.Reply(_oracle, Questions.Ask(Questions.Truth, Questions.LeftAndCorner)).Answer!;

        Assert.Equal(Questions.LeftAndCorner, answer.Region);
        Assert.Equal([1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1], answer.Mask.Values);
    }

    [Fact]
    public void The_answer_is_no_one_elses_array()
    {
        var truth = new MaskPlanes(2, 3, 2, [.. Questions.Truth.Values]);
        var answer = Questions.Reply(_oracle, Questions.Ask(truth)).Answer!;
        Questions.Reply(_oracle, Questions.Ask(truth, Questions.LeftAndCorner));

        answer.Mask.Values.AsSpan().Clear();
        Assert.Equal(Questions.Truth.Values, truth.Values);
    }

    [Fact]
    public void Without_ground_truth_it_declines_and_says_for_which_case()
    {
        var reply = Questions.Reply(_oracle, Questions.Ask());

        Assert.Equal(ExpertStatus.Declined, reply.Status);
        Assert.Contains("'case-1' came without one", reply.Reason);
        Assert.Null(reply.Answer);
    }

    [Fact]
    public void A_task_that_it_does_not_know_is_declined()
    {
        var reply = Questions.Reply(_oracle, Questions.Ask(Questions.Truth) with { Task = (ExpertTask)9 });

        Assert.Equal(ExpertStatus.Declined, reply.Status);
        Assert.Contains("Annotate", reply.Reason);
    }

    [Fact]
    public void A_truth_or_region_of_another_size_is_refused()
    {
        Refused(Questions.Ask(MaskPlanes.Full(3, 2, 2)), "ground truth", "2 planes of 3 by 2", "expected 2 of 2 by 3");
        Refused(Questions.Ask(MaskPlanes.Full(2, 3)), "ground truth", "1 planes of 2 by 3", "expected 2 of 2 by 3");
        Refused(Questions.Ask(Questions.Truth, MaskPlanes.Full(2, 3, 2)), "region", "expected 1 of 2 by 3");
        Refused(Questions.Ask(Questions.Truth, MaskPlanes.Full(2, 4)), "region", "1 planes of 2 by 4");
    }

    [Fact]
    public void The_description_declares_the_simulation_and_what_the_options_say() =>
        Assert.Equal(
            new ExpertDescriptor
            {
                Id = "anna",
                Person = "Dr. A",
                Tier = "senior",
                Cost = 0.25,
                NeedsGroundTruth = true,
            },
            _oracle.Describe()
        );

    private static void Refused(ExpertRequest request, params string[] parts)
    {
        using var oracle = new OracleExpert("anna", new OracleOptions());
        var message = Assert.Throws<ArgumentException>(() => Questions.Reply(oracle, request)).Message;
        foreach (var part in parts.Append("'run/case-1'"))
            Assert.Contains(part, message);
    }
}

using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace Experts.Recorded.Tests;

public sealed class FixedTests
{
    private static readonly TableOfMasks _masks = TableOfMasks.Numbered(4);

    [Fact]
    public void The_answer_is_the_raters_mask_in_every_case_and_epoch()
    {
        using var expert = Ask.Expert(_masks, """{ "rater": "rater3" }""");

        foreach (var id in (string[])["case-1", "case-2", "case-3"])
            Assert.Equal("rater3", Ask.Rater(expert, _masks, id, seed: id.Length));
        var answer = Ask.Reply(expert, Ask.Question("case-1", epoch: 7)).Answer!;
        Assert.Equal(_masks.Values("rater3"), answer.Mask.Values);
        Assert.Null(answer.Region);
        Assert.Null(answer.Abstained);
        Assert.Null(answer.Seconds);
        Assert.Null(answer.Confidence);
    }

    [Fact]
    public void Without_options_the_expert_is_the_rater_of_its_name()
    {
        using var expert = Ask.Expert(_masks, name: "rater2");

        Assert.Equal("rater2", Ask.Rater(expert, _masks, "case-1"));
        var message = Ask.Refusal(_masks, "{}", name: "raterr2");
        Assert.Contains("neither rater nor person is given, so that the rater is 'raterr2'; there is no such rater. Did you mean 'rater2'?", message);
    }

    [Fact]
    public void The_answer_covers_the_region_asked_and_is_0_outside_of_it()
    {
        using var expert = Ask.Expert(_masks, """{ "rater": "rater3" }""");
        var region = new MaskPlanes(1, 8, 1, [0, 1, 1, 1, 0, 0, 0, 0]);

        var answer = Ask.Reply(expert, Ask.Question("case-1", region: region)).Answer!;

        Assert.Equal(region, answer.Region);
        Assert.Equal([0, 1, 0, 0, 0, 0, 0, 0], answer.Mask.Values);
    }

    [Fact]
    public void The_answer_is_no_one_elses_array()
    {
        var mask = new MaskPlanes(1, 8, 1, [1, 1, 1, 1, 0, 0, 0, 0]);
        using var expert = Ask.Expert(new OneMask(RaterMask.Present(mask)), name: "only");

        Ask.Reply(expert, Ask.Question("case-1")).Answer!.Mask.Values.AsSpan().Clear();

        Assert.Equal([1, 1, 1, 1, 0, 0, 0, 0], mask.Values);
    }

    [Fact]
    public void An_empty_mask_is_an_answer()
    {
        using var expert = Ask.Expert(new OneMask(RaterMask.Present(new(1, 8, 1, new byte[8]))), name: "only");

        Assert.Equal(new byte[8], Ask.Reply(expert, Ask.Question("case-1")).Answer!.Mask.Values);
        Assert.Equal(["only"], expert.Origin("case-1", 0).Raters);
    }

    [Theory]
    [InlineData(RaterMaskStatus.Missing, "The mask of the rater 'rater1' for 'case-1' is missing.")]
    [InlineData(RaterMaskStatus.Declined, "The rater 'rater1' declined to judge 'case-1'.")]
    public void What_is_missing_and_what_was_declined_are_told_apart(RaterMaskStatus status, string reason)
    {
        using var expert = Ask.Expert(TableOfMasks.Numbered(2, (_, _) => status), """{ "rater": "rater1" }""");

        var reply = Ask.Reply(expert, Ask.Question("case-1"));

        Assert.Equal((ExpertStatus.Declined, reason), (reply.Status, reply.Reason));
        Assert.Equal([], expert.Origin("case-1", 0).Raters);
        Assert.Equal(["rater1"], expert.Origin("case-1", 0).OfPerson);
    }

    [Fact]
    public void The_ground_truth_is_not_asked_for_and_changes_nothing()
    {
        using var expert = Ask.Expert(_masks, """{ "rater": "rater3" }""");
        var truth = new MaskPlanes(1, 8, 1, [1, 1, 1, 1, 1, 1, 1, 1]);

        Assert.False(expert.Describe().NeedsGroundTruth);
        Assert.Equal(_masks.Values("rater3"), Ask.Reply(expert, Ask.Question("case-1") with { GroundTruth = truth }).Answer!.Mask.Values);
    }

    [Fact]
    public void The_description_says_what_the_options_say()
    {
        using var plain = Ask.Expert(_masks, """{ "rater": "rater1" }""");
        using var full = Ask.Expert(_masks, """{ "rater": "rater1", "cost": 0.25, "capacity": 0.5, "tier": "senior", "tool": "pen" }""");

        Assert.Equal(new ExpertDescriptor { Id = "anna", Person = "rater1" }, plain.Describe());
        Assert.Equal(
            new ExpertDescriptor
            {
                Id = "anna",
                Person = "rater1",
                Cost = 0.25,
                Capacity = 0.5,
                Tier = "senior",
                Tool = "pen",
            },
            full.Describe()
        );
    }

    [Fact]
    public void An_image_or_region_of_another_size_other_classes_and_an_unknown_case_are_refused()
    {
        using var expert = Ask.Expert(_masks, """{ "rater": "rater3" }""");

        Refused(Ask.Question("case-1", width: 9), "mask of the rater 'rater3'", "1 planes of 1 by 8", "expected 1 of 1 by 9");
        Refused(Ask.Question("case-2", classes: 2), "expected 2 of 1 by 8");
        Refused(Ask.Question("case-3", region: MaskPlanes.Full(1, 7)), "The region", "1 by 7");
        Refused(Ask.Question("other"), "no case 'other'");
        Assert.Throws<ArgumentException>(() => expert.Origin("other", 0));

        void Refused(ExpertRequest request, params string[] parts)
        {
            var message = Assert.Throws<ArgumentException>(() => Ask.Reply(expert, request)).Message;
            Assert.All(parts, part => Assert.Contains(part, message));
        }
    }

    [Fact]
    public void A_task_that_it_does_not_know_is_declined()
    {
        using var expert = Ask.Expert(_masks, """{ "rater": "rater3" }""");

        Assert.Contains("Annotate", Ask.Reply(expert, Ask.Question("case-1") with { Task = (ExpertTask)9 }).Reason);
    }

    [Fact]
    public void A_dataset_without_raters_is_refused()
    {
        Assert.Contains("no recorded raters", Ask.Refusal(new TableOfMasks([]), "{}"));
        Assert.Contains(
            "no recorded raters",
            Assert.Throws<ArgumentException>(() => new RecordedFactory().Create(new("anna", Ask.Options("{}"), RaterMasks: null))).Message
        );
    }

    private sealed class OneMask(RaterMask mask) : IRaterMasks
    {
        public IReadOnlyList<string> Raters { get; } = ["only"];

        public RaterMask Find(string caseId, string rater) => mask;
    }
}

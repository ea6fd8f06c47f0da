using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace Experts.Synthetic.Tests.Answers;

public sealed class AnswerTests
{
    public static TheoryData<string> Kinds => new("independent", "outline", "missed", "added", "all");

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_answer_is_the_simulation_within_the_region_asked_and_0_outside(string kind)
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        for (var round = 0; round < 10; round++)
        {
            var truth = Masks.Drawn(random, 30, 22, random.Next(1, 4));
            var region = Masks.Drawn(random, 30, 22);
            using var expert = Expert("anna", kind);
            var simulated = expert.Simulate(Questions.Ask(truth, region: region)).Mask;

            var answer = Questions.Reply(expert, Questions.Ask(truth, region: region)).Answer!;
            Assert.Equal(region, answer.Region);
            Assert.Null(answer.Abstained);
            for (var i = 0; i < answer.Mask.Values.Length; i++)
                Assert.True(answer.Mask.Values[i] == (simulated.Values[i] & region.Values[i % region.Values.Length]), $"seed {seed}, round {round}, value {i}");
            Assert.Null(Questions.Reply(expert, Questions.Ask(truth)).Answer!.Region);
            Assert.Equal(simulated.Values, Questions.Answer(expert, Questions.Ask(truth)));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Neither_order_nor_instance_nor_thread_changes_an_answer(string kind)
    {
        var truths = Enumerable.Range(0, 12).Select(i => Masks.Drawn(new Random(i), 25, 31, 2)).ToList();
        using var expert = Expert("anna", kind);
        var forward = truths.Select((truth, i) => Questions.Answer(expert, Questions.Ask(truth, $"case-{i}", epoch: i % 3))).ToList();

        using var other = Expert("anna", kind);
        for (var i = truths.Count - 1; i >= 0; i--)
            Assert.Equal(forward[i], Questions.Answer(other, Questions.Ask(truths[i], $"case-{i}", epoch: i % 3)));
        Parallel.For(
            0,
            truths.Count,
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            i =>
            {
                using var own = Expert("anna", kind);
                Assert.Equal(forward[i], Questions.Answer(own, Questions.Ask(truths[i], $"case-{i}", epoch: i % 3)));
            }
        );
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Seed_expert_case_and_epoch_each_change_what_is_drawn(string kind)
    {
        var truth = Masks.Where(60, 60, (row, column) => row % 20 < 13 && column % 20 < 13);
        using var anna = Expert("anna", kind);
        using var ben = Expert("ben", kind);
        byte[][] drawn =
        [
            Questions.Answer(anna, Questions.Ask(truth)),
            Questions.Answer(ben, Questions.Ask(truth)),
            Questions.Answer(anna, Questions.Ask(truth, "case-2")),
            Questions.Answer(anna, Questions.Ask(truth, seed: 2)),
            Questions.Answer(anna, Questions.Ask(truth, epoch: 1)),
        ];

        Assert.Equal(drawn.Length, drawn.Select(Convert.ToHexString).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_expert_that_is_never_drawn_anew_says_the_same_in_every_epoch(string kind)
    {
        var truth = Masks.Where(60, 60, (row, column) => row % 20 < 13 && column % 20 < 13);
        using var expert = Expert("anna", kind, ("redraw", "never"));
        var first = Questions.Answer(expert, Questions.Ask(truth));

        Assert.Equal(first, Questions.Answer(expert, Questions.Ask(truth, epoch: 7)));
        Assert.NotEqual(first, Questions.Answer(expert, Questions.Ask(truth, seed: 2)));
    }

    [Fact]
    public void One_kind_of_error_does_not_change_the_others()
    {
        var truth = Masks.Where(60, 60, (row, column) => row is > 10 and < 50 && column is > 10 and < 50);
        using var blobs = Questions.Expert(("added:blobsPerMegapixel", "3000"));
        using var both = Questions.Expert(("added:blobsPerMegapixel", "3000"), ("missed:probability", "1"));

        Assert.Equal(
            Questions.Answer(blobs, Questions.Ask(truth)).Select((value, i) => truth.Values[i] == 1 ? 0 : value),
            Questions.Answer(both, Questions.Ask(truth)).Select(value => (int)value)
        );
    }

    [Fact]
    public void Without_ground_truth_it_declines_and_cannot_be_simulated()
    {
        using var expert = Questions.Expert();
        var request = Questions.Ask(Masks.Where(2, 3, (_, _) => true)) with { GroundTruth = null };

        var reply = Questions.Reply(expert, request);
        Assert.Equal(ExpertStatus.Declined, reply.Status);
        Assert.Contains("simulated from the ground truth, and 'case-1' came without one", reply.Reason);
        Assert.Contains("'case-1' came without one", Assert.Throws<ArgumentException>(() => expert.Simulate(request)).Message);
    }

    [Fact]
    public void A_task_that_it_does_not_know_is_declined()
    {
        using var expert = Questions.Expert();
        var reply = Questions.Reply(expert, Questions.Ask(Masks.Where(2, 3, (_, _) => true)) with { Task = (ExpertTask)9 });
        Assert.Equal(ExpertStatus.Declined, reply.Status);
        Assert.Contains("Annotate", reply.Reason);
    }

    [Fact]
    public void A_truth_or_region_of_another_size_is_refused()
    {
        using var expert = Questions.Expert();
        var request = Questions.Ask(Masks.Where(2, 3, (_, _) => true));
        foreach (
            var (wrong, part) in new[]
            {
                (request with { Key = "a", GroundTruth = MaskPlanes.Full(3, 2) }, "ground truth of 'a' has 1 planes of 3 by 2 pixels; expected 1 of 2 by 3"),
                (request with { Key = "b", Classes = 2 }, "ground truth of 'b' has 1 planes of 2 by 3 pixels; expected 2 of 2 by 3"),
                (request with { Key = "c", Region = MaskPlanes.Full(2, 4) }, "region of 'c' has 1 planes of 2 by 4 pixels; expected 1 of 2 by 3"),
                (request with { Key = "d", Region = MaskPlanes.Full(2, 3, 2) }, "region of 'd' has 2 planes"),
            }
        )
        {
            Assert.Contains(part, Assert.Throws<ArgumentException>(() => Questions.Reply(expert, wrong)).Message);
        }
    }

    [Fact]
    public void Nobody_else_s_arrays_are_changed_or_handed_out()
    {
        var (truth, region) = (Masks.Drawn(new Random(4), 9, 8), Masks.Drawn(new Random(5), 9, 8));
        byte[] before = [.. truth.Values, .. region.Values];
        using var expert = Expert("anna", "all");
        var first = Questions.Reply(expert, Questions.Ask(truth, region: region)).Answer!;
        byte[] values = [.. first.Mask.Values];
        first.Mask.Values.AsSpan().Clear();

        Assert.Equal(before, (byte[])[.. truth.Values, .. region.Values]);
        Assert.Equal(values, Questions.Answer(expert, Questions.Ask(truth, region: region)));
    }

    private static SyntheticExpert Expert(string name, string kind, params (string, string)[] more) =>
        Questions.Named(
            name,
            [
                .. more,
                .. kind switch
                {
                    "independent" => [("setting", "table2/3")],
                    "outline" => [("outline:sigma", "3")],
                    "missed" => [("missed:probability", "0.5"), ("missed:piecesPerMegapixel", "5000")],
                    "added" => [("added:blobsPerMegapixel", "5000")],
                    _ => ((string, string)[])
                        [("setting", "table2/3"), ("outline:mean", "-1"), ("missed:probability", "0.2"), ("added:blobsPerMegapixel", "2000")],
                },
            ]
        );
}

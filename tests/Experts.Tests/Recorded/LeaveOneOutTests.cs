using DeferredSeg.Abstractions.Experts;

namespace Experts.Recorded.Tests;

public sealed class LeaveOneOutTests
{
    [Theory]
    [InlineData("dataset")]
    [InlineData("shuffled")]
    public void Over_all_rotations_every_rater_is_the_expert_once_in_every_case(string order)
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        var masks = TableOfMasks.Numbered(random.Next(2, 9));
        IRecordedExpert[] rotations = [.. masks.Raters.Select((_, index) => Ask.Expert(masks, Rotation(index + 1, order)))];
        var run = random.NextInt64();

        foreach (var id in Draw.Cases(random))
        {
            string[] chosen = [.. rotations.Select(expert => Ask.Rater(expert, masks, id, run)!)];
            Assert.True(
                (order == "dataset" ? chosen : [.. chosen.Order(StringComparer.Ordinal)]).SequenceEqual(masks.Raters),
                $"seed {seed}, {id}: {string.Join(", ", chosen)}"
            );
        }
    }

    [Fact]
    public void A_rotation_of_the_datasets_order_is_one_person_and_a_shuffled_one_is_a_slot()
    {
        var masks = TableOfMasks.Numbered(4);
        using var byOrder = Ask.Expert(masks, Rotation(3, "dataset"));
        using var shuffled = Ask.Expert(masks, Rotation(3, "shuffled"));
        using var slot = Ask.Expert(masks, """{ "mapping": "shuffled", "slot": 3 }""");

        Assert.Equal(("rater3", (string?)null), (byOrder.Describe().Person, shuffled.Describe().Person));
        Assert.Equal(
            Enumerable.Range(0, 50).Select(number => Ask.Rater(slot, masks, $"case-{number}")),
            Enumerable.Range(0, 50).Select(number => Ask.Rater(shuffled, masks, $"case-{number}"))
        );
    }

    [Fact]
    public void A_missing_rater_declines_or_is_passed_over()
    {
        var masks = TableOfMasks.Numbered(3, (_, rater) => rater == "rater1" ? RaterMaskStatus.Missing : RaterMaskStatus.Present);
        IRecordedExpert[] kept = [.. Enumerable.Range(1, 3).Select(rotation => Ask.Expert(masks, Rotation(rotation, "dataset")))];
        IRecordedExpert[] skipped = [.. Enumerable.Range(1, 3).Select(rotation => Ask.Expert(masks, Rotation(rotation, "dataset", "skip")))];

        Assert.Equal([null, "rater2", "rater3"], kept.Select(expert => Ask.Rater(expert, masks, "case-1")));
        Assert.Equal(["rater2", "rater3", null], skipped.Select(expert => Ask.Rater(expert, masks, "case-1")));
        Assert.Equal("Rotation 3 of 'case-1' is missing: fewer of the 3 persons left anything.", Ask.Reply(skipped[2], Ask.Question("case-1")).Reason);
        Assert.Null(skipped[0].Describe().Person);
    }

    [Fact]
    public void A_rotation_above_the_persons_and_a_person_alone_are_refused()
    {
        Assert.Contains("rotation is 5; expected 1 to 4", Ask.Refusal(TableOfMasks.Numbered(4), Rotation(5, "dataset")));
        Assert.Contains("there is one person, 'rater1'; expected two or more", Ask.Refusal(TableOfMasks.Numbered(1), Rotation(1, "dataset")));
    }

    private static string Rotation(int rotation, string order, string missing = "keep") =>
        $$"""{ "mapping": "leaveOneOut", "rotation": {{rotation}}, "order": "{{order}}", "missing": "{{missing}}" }""";
}

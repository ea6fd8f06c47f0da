using DeferredSeg.Abstractions.Experts;

namespace Experts.Recorded.Tests;

public sealed class ShuffledTests
{
    [Fact]
    public void Slots_of_a_case_are_all_raters_each_once_and_cases_differ()
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        for (var round = 0; round < 20; round++)
        {
            var masks = TableOfMasks.Numbered(random.Next(2, 9));
            var run = random.NextInt64();
            IRecordedExpert[] experts = [.. masks.Raters.Select((_, index) => Ask.Expert(masks, Slot(index + 1), name: $"expert{index}"))];
            var orders = Draw.Cases(random)
                .Concat(Enumerable.Range(0, 40).Select(number => $"case{number}"))
                .Select(id => experts.Select(expert => Ask.Rater(expert, masks, id, run)!).ToArray())
                .ToList();
            Assert.True(orders.TrueForAll(order => order.Order().SequenceEqual(masks.Raters.Order())), $"seed {seed}");
            Assert.True(orders.Select(order => string.Join(' ', order)).Distinct().Count() > 1, $"seed {seed}");
        }
    }

    [Fact]
    public void Every_order_is_equally_likely_over_cases_and_over_seeds()
    {
        const int Draws = 24_000;
        var masks = TableOfMasks.Numbered(4);
        IRecordedExpert[] experts = [.. Enumerable.Range(1, 4).Select(slot => Ask.Expert(masks, Slot(slot)))];

        // 23 degrees of freedom: above 49.7 once in a thousand times. The numbers are fixed, so that the result is.
        Assert.InRange(Statistic(number => Order($"case-{number}", 12)), 0, 49.7);
        Assert.InRange(Statistic(number => Order("case-1", number)), 0, 49.7);

        string Order(string id, long seed) => string.Join(' ', experts.Select(expert => expert.Origin(id, seed).Raters[0]));

        static double Statistic(Func<int, string> order) =>
            Draw.ChiSquare(Enumerable.Range(0, Draws).Select(order).CountBy(one => one).Select(pair => pair.Value), 24, Draws);
    }

    [Fact]
    public void The_choice_depends_on_seed_and_case_alone()
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        var masks = TableOfMasks.Numbered(6);
        using var first = Ask.Expert(masks, Slot(2), name: "first");
        using var other = Ask.Expert(masks, Slot(2), name: "other");
        (string Case, long Seed)[] asked = [.. Draw.Cases(random).SelectMany(id => Enumerable.Range(0, 5).Select(run => (id, (long)run)))];

        var forward = asked.ToDictionary(one => one, one => Ask.Rater(first, masks, one.Case, one.Seed));
        random.Shuffle(asked);
        foreach (var one in asked)
            Assert.True(Ask.Rater(other, masks, one.Case, one.Seed) == forward[one], $"seed {seed}, {one}");
    }

    [Fact]
    public void Slots_stay_or_move_up_where_masks_are_missing()
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        for (var round = 0; round < 20; round++)
        {
            var count = random.Next(2, 8);
            var gaps = Draw.Gaps(random.Next());
            var (whole, holed) = (TableOfMasks.Numbered(count), TableOfMasks.Numbered(count, gaps));
            var run = random.NextInt64();
            foreach (var id in Draw.Cases(random))
            {
                string[] order = [.. Enumerable.Range(1, count).Select(slot => Ask.Rater(Ask.Expert(whole, Slot(slot)), whole, id, run)!)];
                string?[] kept = [.. order.Select(rater => gaps(id, rater) == RaterMaskStatus.Present ? rater : null)];
                string?[] skipped =
                [
                    .. order
                        .Where(rater => gaps(id, rater) != RaterMaskStatus.Missing)
                        .Select(rater => gaps(id, rater) == RaterMaskStatus.Present ? rater : null),
                ];
                for (var slot = 1; slot <= count; slot++)
                {
                    Assert.True(Ask.Rater(Ask.Expert(holed, Slot(slot)), holed, id, run) == kept[slot - 1], $"seed {seed}, keep, {id}, slot {slot}");
                    Assert.True(
                        Ask.Rater(Ask.Expert(holed, Slot(slot, "skip")), holed, id, run) == skipped.ElementAtOrDefault(slot - 1),
                        $"seed {seed}, skip, {id}, slot {slot}"
                    );
                }
            }
        }
    }

    [Fact]
    public void A_slot_beyond_those_who_left_something_is_missing_and_nobodys()
    {
        var masks = TableOfMasks.Numbered(3, (_, rater) => rater == "rater2" ? RaterMaskStatus.Present : RaterMaskStatus.Missing);
        using var expert = Ask.Expert(masks, Slot(2, "skip"));

        Assert.Equal("Slot 2 of 'case-1' is missing: fewer of the 3 persons left anything.", Ask.Reply(expert, Ask.Question("case-1")).Reason);
        Assert.Empty(expert.Origin("case-1", 0).Raters);
        Assert.Empty(expert.Origin("case-1", 0).OfPerson);
    }

    [Fact]
    public void Only_the_named_raters_are_drawn_and_the_person_is_nobody_in_particular()
    {
        var masks = TableOfMasks.Numbered(5);
        using var expert = Ask.Expert(masks, """{ "mapping": "shuffled", "slot": 2, "among": ["rater5", "rater2"] }""");

        Assert.Equal(["rater2", "rater5"], Enumerable.Range(0, 60).Select(number => Ask.Rater(expert, masks, $"case-{number}")!).Distinct().Order());
        Assert.Null(expert.Describe().Person);
    }

    [Fact]
    public void A_slot_above_the_persons_is_refused()
    {
        Assert.Contains("slot is 4; expected 1 to 3, for there are 3 persons: rater1, rater2, rater3", Ask.Refusal(TableOfMasks.Numbered(3), Slot(4)));
        Assert.Contains("slot is '0'; expected a whole number from 1", Ask.Refusal(TableOfMasks.Numbered(3), Slot(0)));
    }

    private static string Slot(int slot, string missing = "keep") => $$"""{ "mapping": "shuffled", "slot": {{slot}}, "missing": "{{missing}}" }""";
}

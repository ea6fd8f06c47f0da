using DeferredSeg.Abstractions.Experts;

namespace Experts.Recorded.Tests;

public sealed class PersonTests
{
    private const string Pattern = "\"personPattern\": \"{person}_{tool}\"";

    // Person 3 has one tool, and "guest" fits no pattern.
    private static readonly string[] _raters = ["p1_pen", "p1_mouse", "p2_pen", "p2_mouse", "p2_brush", "p3_mouse", "guest"];

    [Theory]
    [InlineData("""{ "person": "p2", "personPattern": "{person}_{tool}" }""", "p2_pen")]
    [InlineData("""{ "person": "p2", "personPattern": "{person}_{tool}", "tools": ["brush", "mouse"] }""", "p2_brush")]
    [InlineData("""{ "person": "p2", "personPattern": "{person}_{tool}", "tools": ["mouse"] }""", "p2_mouse")]
    [InlineData("""{ "person": "p2", "personPattern": "{person}_{tool}", "among": ["p2_mouse", "p2_brush", "p1_pen"] }""", "p2_mouse")]
    [InlineData("""{ "person": "second", "persons": [ { "id": "second", "raters": ["p2_brush", "p2_pen", "p2_mouse"] } ] }""", "p2_brush")]
    public void The_preferred_tool_answers_for_the_person(string json, string expected)
    {
        var masks = new TableOfMasks(_raters);
        using var expert = Ask.Expert(masks, json);

        Assert.Equal(expected, Ask.Rater(expert, masks, "case-1"));
        Assert.Equal(["p2_pen", "p2_mouse", "p2_brush"], expert.Origin("case-1", 0).OfPerson);
        Assert.Equal(json.Contains("second", StringComparison.Ordinal) ? "second" : "p2", expert.Describe().Person);
    }

    [Theory]
    [InlineData("preferred")]
    [InlineData("drawn")]
    public void A_tool_without_a_mask_is_passed_over_and_a_refusal_is_not(string rule)
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        var gaps = Draw.Gaps(random.Next());
        var (whole, holed) = (new TableOfMasks(_raters), new TableOfMasks(_raters, gaps));
        var json = $$"""{ "person": "p2", {{Pattern}}, "toolRule": "{{rule}}", "among": AMONG }""";
        foreach (var id in Draw.Cases(random))
        {
            string[] present = [.. _raters.Where(rater => rater.StartsWith("p2", StringComparison.Ordinal) && gaps(id, rater) != RaterMaskStatus.Missing)];
            using var expert = Ask.Expert(holed, json.Replace("AMONG", "null", StringComparison.Ordinal));
            var found = Ask.Rater(expert, holed, id);
            if (present.Length == 0)
                Assert.True(
                    found is null && Ask.Reply(expert, Ask.Question(id)).Reason == $"The masks of 'p2' for '{id}' are missing: p2_pen, p2_mouse, p2_brush.",
                    $"seed {seed}, {id}"
                );
            else if (rule == "preferred")
                Assert.True(found == (gaps(id, present[0]) == RaterMaskStatus.Present ? present[0] : null), $"seed {seed}, {id}");
            else
                Assert.True(found is null ? present.Any(rater => gaps(id, rater) == RaterMaskStatus.Declined) : present.Contains(found), $"seed {seed}, {id}");
            Assert.True(expert.Origin(id, 0).OfPerson.SequenceEqual(["p2_pen", "p2_mouse", "p2_brush"]), $"seed {seed}, {id}");
        }
        Assert.NotNull(Ask.Rater(Ask.Expert(whole, json.Replace("AMONG", "null", StringComparison.Ordinal)), whole, "case-1"));
    }

    [Fact]
    public void Drawn_tools_are_equally_likely_and_depend_on_seed_and_case_alone()
    {
        const int Draws = 9_000;
        var masks = new TableOfMasks(_raters);
        using var one = Ask.Expert(masks, $$"""{ "person": "p2", {{Pattern}}, "toolRule": "drawn" }""", name: "one");
        using var other = Ask.Expert(masks, $$"""{ "person": "p2", {{Pattern}}, "toolRule": "drawn" }""", name: "other");
        string[] drawn = [.. Enumerable.Range(0, Draws).Select(number => one.Origin($"case-{number}", 5).Raters[0])];

        // 2 degrees of freedom: above 13.8 once in a thousand times.
        Assert.InRange(Draw.ChiSquare(drawn.CountBy(rater => rater).Select(pair => pair.Value), 3, Draws), 0, 13.8);
        Assert.Equal(drawn.Take(100).Reverse(), Enumerable.Range(0, 100).Reverse().Select(number => other.Origin($"case-{number}", 5).Raters[0]));
    }

    [Fact]
    public void Slots_and_rotations_count_persons_not_raters()
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        var masks = new TableOfMasks(_raters);
        IRecordedExpert[] slots =
        [
            .. Enumerable.Range(1, 4).Select(slot => Ask.Expert(masks, $$"""{ "mapping": "shuffled", "slot": {{slot}}, {{Pattern}}, "toolRule": "drawn" }""")),
        ];
        IRecordedExpert[] rotations =
        [
            .. Enumerable.Range(1, 4).Select(rotation => Ask.Expert(masks, $$"""{ "mapping": "leaveOneOut", "rotation": {{rotation}}, {{Pattern}} }""")),
        ];

        Assert.Contains(
            "slot is 5; expected 1 to 4, for there are 4 persons: p1, p2, p3, guest",
            Ask.Refusal(masks, $$"""{ "mapping": "shuffled", "slot": 5, {{Pattern}} }""")
        );
        Assert.Equal(["p1", "p2", "p3", "guest"], rotations.Select(expert => expert.Describe().Person));
        foreach (var id in Draw.Cases(random))
        {
            Assert.True(slots.SelectMany(expert => expert.Origin(id, seed).OfPerson).Order().SequenceEqual(_raters.Order()), $"seed {seed}, {id}");
            string?[] asked = [.. rotations.Select(expert => Ask.Rater(expert, masks, id, seed))];
            Assert.True(asked.SequenceEqual(["p1_pen", "p2_pen", "p3_mouse", "guest"]), $"seed {seed}, {id}: {string.Join(", ", asked)}");
        }
    }

    [Fact]
    public void A_fixed_rater_is_still_one_of_the_persons_tools()
    {
        using var expert = Ask.Expert(new TableOfMasks(_raters), $$"""{ "rater": "p1_mouse", {{Pattern}} }""");

        Assert.Equal(["p1_mouse"], expert.Origin("case-1", 0).Raters);
        Assert.Equal(["p1_pen", "p1_mouse"], expert.Origin("case-1", 0).OfPerson);
        Assert.Equal(
            new ExpertDescriptor
            {
                Id = "anna",
                Person = "p1",
                Tool = "mouse",
            },
            expert.Describe()
        );
    }

    [Theory]
    [InlineData("{tool}/{person}", "pen/anna/x", "anna/x-wrong", "x", "pen/anna")]
    [InlineData("{person}.v1", "anna.b.v1", "annaXv1", "anna.b", null)]
    [InlineData("{person}_{tool}", "a_b_pen", "_pen", "a_b", "pen")]
    public void The_first_part_of_a_pattern_takes_what_it_can_and_letters_are_taken_literally(
        string pattern,
        string fits,
        string fitsNot,
        string person,
        string? tool
    )
    {
        var masks = new TableOfMasks([fits, fitsNot]);
        using var expert = Ask.Expert(masks, $$"""{ "rater": "{{fits}}", "personPattern": "{{pattern}}" }""");
        using var other = Ask.Expert(masks, $$"""{ "rater": "{{fitsNot}}", "personPattern": "{{pattern}}" }""");

        Assert.Equal((person, tool), (expert.Describe().Person, expert.Describe().Tool));
        Assert.Equal((fitsNot == "anna/x-wrong" ? "x-wrong" : fitsNot), other.Describe().Person);
    }
}

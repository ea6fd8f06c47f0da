using System.Text.Json;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Ledgers;
using DeferredSeg.Data.References;

namespace DeferredSeg.Data.Tests.Ledgers;

public sealed class LedgerTests
{
    private static readonly ExpertUse _anna = new("first", new(["anna"], ["anna", "anna-mouse"]), GivenTruth: false);
    private static readonly ExpertUse _silent = new("silent", new([], ["ben"]), GivenTruth: false);
    private static readonly ExpertUse _oracle = new("oracle", Origin: null, GivenTruth: true);

    [Theory]
    [InlineData("anna,ben", Containment.SameMask)]
    [InlineData("ben,anna-mouse", Containment.SamePerson)]
    [InlineData("ben,carl", Containment.None)]
    [InlineData("", Containment.None)]
    [InlineData(null, Containment.Unknown)]
    public void Containment_is_by_mask_and_by_person(string? raters, Containment expected)
    {
        var entry = LedgerEntry.Of(Reference("c", raters), 3, [_anna, _silent, _oracle]);

        Assert.Equal([expected, Containment.NoAnswer, Containment.NotApplicable], entry.Experts.Select(expert => expert.Containment));
        Assert.Equal(expected is Containment.SameMask or Containment.SamePerson, entry.ContainsExpert);
        Assert.Null(entry.Reference.Mask);
        Assert.Equal(
            Containment.NotApplicable,
            LedgerEntry.Of(Reference("c", raters) with { Outcome = ReferenceOutcome.None }, 3, [_anna]).Experts[0].Containment
        );
    }

    [Fact]
    public void Containment_over_drawn_references_is_exact()
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        var ledger = new Ledger();
        int same = 0,
            person = 0,
            answers = 0,
            containing = 0;
        var raters = DrawnMasks.Raters(random, random.Next(3, 8), 40, 2, 2, 1, exclusive: false, withGaps: true);
        foreach (var scope in (ReferenceScope[])[ReferenceScope.All, ReferenceScope.Others])
        {
            var builder = new ReferenceBuilder(new(From: scope, Among: [.. raters.Raters.Skip(1)]), raters);
            foreach (var id in raters.Cases)
            {
                var of = raters.Raters.Skip(random.Next(2)).Take(2).ToArray();
                var used = raters.Find(id, of[0]).Mask is null ? Array.Empty<string>() : [of[0]];
                var use = new ExpertUse("expert", new(used, of), GivenTruth: false);
                var reference = builder.Build(id, ClassKind.Multilabel, [use.Origin!]);
                ledger.Add(LedgerEntry.Of(reference, (long)scope, [use]));
                if (used.Length == 0 || reference.Mask is null)
                    continue;
                answers++;
                if (reference.Raters!.Contains(of[0]))
                    same++;
                else if (reference.Raters!.Contains(of[1]))
                    person++;
                if (reference.Raters!.Any(of.Contains))
                    containing++;
                Assert.True(scope == ReferenceScope.All || !reference.Raters!.Any(of.Contains), $"seed {seed}");
            }
        }

        var summary = ledger.Summarise();
        Assert.True(
            summary.Experts.Single() is { } counted && (counted.SameMask, counted.SamePerson, counted.Answers) == (same, person, answers),
            $"seed {seed}: {summary}"
        );
        Assert.True((summary.Entries, summary.ContainingExpert, summary.WithAnswers) == (80, containing, answers), $"seed {seed}: {summary}");
        Assert.Equal($"The reference contains the expert in {containing} of {answers} cases.", summary.Sentences().First());
    }

    [Fact]
    public void The_summary_counts_every_use()
    {
        var ledger = new Ledger();
        ledger.Add(LedgerEntry.Of(Reference("a", "anna,ben"), 0, [_anna, _oracle], [new(TruthPromptKind.Box, 2)]));
        ledger.Add(LedgerEntry.Of(Reference("b", "anna-mouse") with { Outcome = ReferenceOutcome.SingleRater }, 0, [_anna, _oracle]));
        ledger.Add(LedgerEntry.Of(Reference("c", null), 0, [_anna, _oracle]));
        ledger.Add(LedgerEntry.Of(Reference("d", "") with { Outcome = ReferenceOutcome.None }, 0, [_anna, _oracle]));
        ledger.Add(LedgerEntry.Of(Reference("e", "ben,carl") with { Staple = [new(0, 500, false, 0.5, [], [])] }, 0, [_anna, _oracle]));

        Assert.Equal(
            [
                "The reference contains the expert in 2 of 4 cases.",
                "Expert 'first' is in the reference in 1 of 4 cases with the mask that is measured, in 1 with another of the same person.",
                "In 1 of 4 cases nobody knows what the given reference was made of.",
                "Expert 'oracle' is simulated and was given the truth in 5 of 5 cases.",
                "The network was prompted from the truth in 1 of 5 cases.",
                "1 of 5 cases have no reference.",
                "In 1 of 5 cases one rater was left, whose mask is the reference.",
                "In 1 of 5 cases STAPLE did not come to rest.",
            ],
            ledger.Summarise().Sentences()
        );
        Assert.Equal(["No recorded expert answered, so no reference contains one."], new Ledger().Summarise().Sentences());
    }

    [Fact]
    public void Lines_say_everything_and_do_not_depend_on_the_order_of_adding()
    {
        LedgerEntry[] entries =
        [
            LedgerEntry.Of(
                Reference("b\"1", "ben,carl") with
                {
                    Excluded = ["anna", "anna-mouse"],
                    Missing = ["dora"],
                    Note = "One, two.",
                },
                7,
                [_anna, _oracle],
                [new(TruthPromptKind.Box, 2)]
            ),
            LedgerEntry.Of(Reference("a", null), 7, [_silent]),
            LedgerEntry.Of(Reference("a", "ben") with { Staple = [new(1, 9, true, 0.5, [0.9], [0.8])] }, -2, []),
        ];
        var (forward, backward) = (Written(entries), Written(entries.Reverse()));

        Assert.Equal(forward, backward);
        Assert.Equal(
            """
            {"case":"a","seed":-2,"reference":{"outcome":"made","rule":"majority","ties":"strict","from":"others","raters":["ben"],"excluded":[],"missing":[],"declined":[],"staple":[{"class":1,"iterations":9,"converged":true}]},"experts":[],"truthPrompts":[]}
            {"case":"a","seed":7,"reference":{"outcome":"made","rule":"given","raters":null,"excluded":[],"missing":[],"declined":[]},"experts":[{"expert":"silent","raters":[],"ofPerson":["ben"],"containment":"noAnswer","givenTruth":false}],"truthPrompts":[]}
            {"case":"b\"1","seed":7,"reference":{"outcome":"made","rule":"majority","ties":"strict","from":"others","raters":["ben","carl"],"excluded":["anna","anna-mouse"],"missing":["dora"],"declined":[],"note":"One, two."},"experts":[{"expert":"first","raters":["anna"],"ofPerson":["anna","anna-mouse"],"containment":"none","givenTruth":false},{"expert":"oracle","containment":"notApplicable","givenTruth":true}],"truthPrompts":[{"kind":"box","count":2}]}

            """,
            forward.Lines
        );
        foreach (var line in forward.Lines.TrimEnd('\n').Split('\n'))
            JsonDocument.Parse(line).Dispose();
        Assert.Equal(
            """
            case,seed,outcome,rule,from,referenceRaters,excluded,missing,declined,truthPrompts,expert,expertRaters,ofPerson,containment,givenTruth,note
            a,-2,made,majority,others,ben,,,,,,,,,,
            a,7,made,given,others,unknown,,,,,silent,,ben,noAnswer,false,
            "b""1",7,made,majority,others,ben; carl,anna; anna-mouse,dora,,box 2,first,anna,anna; anna-mouse,none,false,"One, two."
            "b""1",7,made,majority,others,ben; carl,anna; anna-mouse,dora,,box 2,oracle,,,notApplicable,true,"One, two."

            """,
            forward.Table
        );
    }

    [Fact]
    public void The_same_entry_twice_is_one_and_another_is_refused()
    {
        var ledger = new Ledger();
        ledger.Add(LedgerEntry.Of(Reference("c", "ben"), 1, [_anna]));
        ledger.Add(LedgerEntry.Of(Reference("c", "ben"), 1, [_anna]));
        ledger.Add(LedgerEntry.Of(Reference("c", "ben"), 2, [_anna]));

        Assert.Equal(2, ledger.Entries.Count);
        Assert.Contains(
            "another entry of 'c' with seed 1",
            Assert.Throws<InvalidOperationException>(() => ledger.Add(LedgerEntry.Of(Reference("c", "carl"), 1, [_anna]))).Message
        );
    }

    [Fact]
    public void An_expert_twice_and_prompts_that_are_none_are_refused()
    {
        Assert.Contains(
            "'first' is in the entry of 'c' twice",
            Assert.Throws<ArgumentException>(() => LedgerEntry.Of(Reference("c", "ben"), 1, [_anna, _anna])).Message
        );
        Assert.Contains(
            "0 prompts of the kind Box",
            Assert.Throws<ArgumentException>(() => LedgerEntry.Of(Reference("c", "ben"), 1, [], [new(TruthPromptKind.Box, 0)])).Message
        );
    }

    private static CaseReference Reference(string id, string? raters) =>
        new(id, new(raters is null ? ReferenceRule.Given : ReferenceRule.Majority), ReferenceOutcome.Made)
        {
            Mask = MaskPlanes.Full(1, 1),
            Raters = raters?.Split(',', StringSplitOptions.RemoveEmptyEntries),
        };

    private static (string Lines, string Table) Written(IEnumerable<LedgerEntry> entries)
    {
        var ledger = new Ledger();
        foreach (var entry in entries)
            ledger.Add(entry);
        using var lines = new StringWriter();
        using var table = new StringWriter();
        ledger.WriteJsonLines(lines);
        ledger.WriteTable(table);
        return (lines.ToString(), table.ToString());
    }
}

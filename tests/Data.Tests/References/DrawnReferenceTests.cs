using System.Globalization;
using System.Text;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Raters;
using DeferredSeg.Data.References;
using DeferredSeg.Deferral.Consensus;
using Experts.Recorded;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Data.Tests.References;

public sealed class DrawnReferenceTests
{
    [Theory]
    [InlineData(ReferenceRule.Majority)]
    [InlineData(ReferenceRule.Staple)]
    public void The_reference_of_others_is_that_of_a_loop_and_never_has_the_experts_or_their_persons(ReferenceRule rule)
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        for (var round = 0; round < 25; round++)
        {
            var (count, classes, exclusive) = (random.Next(2, 8), random.Next(1, 4), random.Next(2) == 0);
            var raters = DrawnMasks.Raters(random, count, random.Next(1, 5), random.Next(1, 9), random.Next(1, 9), classes, exclusive, withGaps: true);
            var ties = (VoteRule)random.Next(2);
            // Few iterations, so that rounding cannot grow: the loop has neither logarithms nor patterns.
            var builder = new ReferenceBuilder(new(rule, Ties: ties, Staple: new(MaxIterations: 3, Tolerance: 1e-300)), raters);
            AnswerOrigin[] experts = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Person(random, raters.Raters))];
            foreach (var id in raters.Cases)
            {
                var made = builder.Build(id, exclusive ? ClassKind.Exclusive : ClassKind.Multilabel, experts);
                string[] left =
                [
                    .. raters.Raters.Where(rater => !experts.Any(expert => expert.OfPerson.Contains(rater)) && raters.Find(id, rater).Mask is not null),
                ];
                MaskPlanes[] masks = [.. left.Select(rater => raters.Find(id, rater).Mask!)];
                var where = $"seed {seed}, round {round}, {id}";
                Assert.True(left.SequenceEqual(made.Raters!), where);
                Assert.True(
                    made.Outcome
                        == (
                            masks.Length switch
                            {
                                0 => ReferenceOutcome.None,
                                1 => ReferenceOutcome.SingleRater,
                                _ => ReferenceOutcome.Made,
                            }
                        ),
                    where
                );
                if (masks.Length == 0)
                    continue;
                var expected =
                    masks.Length == 1 ? masks[0].Values
                    : rule == ReferenceRule.Majority ? NaiveReference.Majority(masks, exclusive, ties == VoteRule.TiesToForeground)
                    : NaiveReference.Staple(masks, exclusive, 3);
                Assert.True(expected.Zip(made.Mask!.Values).All(pair => pair.First == pair.Second || pair.First == 2), where);
            }
        }
    }

    [Fact]
    public void Over_all_rotations_of_the_plugin_the_reference_is_the_majority_of_the_other_persons()
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        var raters = Tools(random, persons: random.Next(2, 6), cases: 6);
        var builder = new ReferenceBuilder(new(), raters);
        foreach (var order in (string[])["dataset", "shuffled"])
        {
            var persons = raters.Raters.Count / 2;
            foreach (var rotation in Enumerable.Range(1, persons))
            {
                using var expert = Expert(
                    raters,
                    $$"""{ "mapping": "leaveOneOut", "rotation": {{rotation}}, "order": "{{order}}", "personPattern": "{person}-{tool}", "toolRule": "drawn" }"""
                );
                foreach (var id in raters.Cases)
                {
                    var origin = expert.Origin(id, seed);
                    var made = builder.Build(id, ClassKind.Multilabel, [origin]);
                    var person = origin.Raters[0].Split('-')[0];
                    Assert.True(
                        made.Raters!.Count == raters.Raters.Count - 2 && !made.Raters.Any(rater => rater.StartsWith(person + '-', StringComparison.Ordinal)),
                        $"seed {seed}, {order}, {rotation}, {id}"
                    );
                    Assert.True(
                        NaiveReference
                            .Majority([.. made.Raters.Select(rater => raters.Find(id, rater).Mask!)], exclusive: false, tiesToForeground: false)
                            .SequenceEqual(made.Mask!.Values),
                        $"seed {seed}"
                    );
                }
            }
        }
    }

    private static IRecordedExpert Expert(IRaterMasks raters, string json) =>
        (IRecordedExpert)
            new RecordedFactory().Create(new("anna", new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build(), raters));

    private static InMemoryRaters Tools(Random random, int persons, int cases)
    {
        string[] names =
        [
            .. Enumerable
                .Range(1, persons)
                .SelectMany(person =>
                    (string[])[string.Create(CultureInfo.InvariantCulture, $"p{person}-pen"), string.Create(CultureInfo.InvariantCulture, $"p{person}-mouse")]
                ),
        ];
        return new(
            names,
            Enumerable
                .Range(0, cases)
                .ToDictionary(
                    number => $"case{number}",
                    IReadOnlyDictionary<string, RaterMask> (_) =>
                        names.ToDictionary(name => name, _ => RaterMask.Present(DrawnMasks.Mask(random, 4, 5, 2, exclusive: false)))
                )
        );
    }

    private static AnswerOrigin Person(Random random, IReadOnlyList<string> raters)
    {
        string[] mixed = [.. raters];
        random.Shuffle(mixed);
        string[] person = mixed[..random.Next(1, mixed.Length)];
        return new([person[0]], person);
    }
}

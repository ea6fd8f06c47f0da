using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Raters;
using DeferredSeg.Data.References;
using DeferredSeg.Deferral.Consensus;

namespace DeferredSeg.Data.Tests.References;

public sealed class ReferenceBuilderTests
{
    private static readonly AnswerOrigin _anna = new(["anna"], ["anna", "anna-mouse"]);

    private static readonly InMemoryRaters _four = Raters(("anna", "110"), ("anna-mouse", "100"), ("ben", "011"), ("carl", "001"));

    [Theory]
    [InlineData(VoteRule.Strict, "001", "000")]
    [InlineData(VoteRule.TiesToForeground, "011", "111")]
    public void The_majority_of_others_leaves_out_the_expert_and_the_same_person(VoteRule ties, string others, string all)
    {
        var made = Build(new(Ties: ties), _four, _anna);

        Assert.Equal(ReferenceOutcome.Made, made.Outcome);
        Assert.Equal(others, Text(made));
        Assert.Equal(["ben", "carl"], made.Raters!);
        Assert.Equal(["anna", "anna-mouse"], made.Excluded);
        Assert.Equal(all, Text(Build(new(Ties: ties, From: ReferenceScope.All), _four, _anna)));
    }

    [Fact]
    public void One_rater_left_is_the_reference_and_it_is_said()
    {
        var made = Build(new(), _four, _anna, new(["ben"], ["ben"]));

        Assert.Equal((ReferenceOutcome.SingleRater, "001"), (made.Outcome, Text(made)));
        Assert.Equal("Of 'case1' one rater is left, 'carl': the reference is that mask alone.", made.Note);
        Assert.Empty(Build(new(ReferenceRule.Staple), _four, _anna, new(["ben"], ["ben"])).Staple);
    }

    [Fact]
    public void Nobody_left_is_no_reference_with_a_reason()
    {
        var raters = new InMemoryRaters(
            ["anna", "ben", "carl"],
            new Dictionary<string, IReadOnlyDictionary<string, RaterMask>>
            {
                ["case1"] = new Dictionary<string, RaterMask> { ["anna"] = RaterMask.Present(Mask("1")), ["ben"] = RaterMask.Declined },
            }
        );

        var made = Build(new(), raters, new AnswerOrigin(["anna"], ["anna"]));

        Assert.Equal((ReferenceOutcome.None, (MaskPlanes?)null), (made.Outcome, made.Mask));
        Assert.Equal(
            "Nobody is left to make the reference of 'case1' (the experts themselves or the same person: anna; missing: carl; declined: ben).",
            made.Note
        );
        Assert.Equal(["anna", "carl", "ben"], (string[])[.. made.Excluded, .. made.Missing, .. made.Declined]);
    }

    [Fact]
    public void A_named_rater_is_the_reference_unless_they_are_the_expert()
    {
        Assert.Equal("011", Text(Build(new(ReferenceRule.Rater, Rater: "ben"), _four, _anna)));
        Assert.Equal(ReferenceOutcome.None, Build(new(ReferenceRule.Rater, Rater: "anna-mouse"), _four, _anna).Outcome);
        Assert.Equal("100", Text(Build(new(ReferenceRule.Rater, ReferenceScope.All, "anna-mouse"), _four, _anna)));
    }

    [Fact]
    public void A_given_reference_is_as_it_is()
    {
        ReferencePolicy policy = new(ReferenceRule.Given);
        var builder = new ReferenceBuilder(policy, masks: null, id => id == "case1" ? Mask("101") : null);

        var made = builder.Build("case1", ClassKind.Multilabel, [_anna]);
        Assert.Equal((ReferenceOutcome.Made, "101"), (made.Outcome, Text(made)));
        Assert.Null(made.Raters);
        Assert.Equal("The dataset gives no reference for 'case2'.", builder.Build("case2", ClassKind.Multilabel, []).Note);
        Assert.Equal(["ben"], new ReferenceBuilder(policy with { MadeOf = ["ben"] }, _four, _ => Mask("1")).Build("x", ClassKind.Multilabel, []).Raters);
    }

    [Fact]
    public void Only_raters_among_those_named_are_used()
    {
        var made = Build(new(Among: ["carl", "anna"], From: ReferenceScope.All, Ties: VoteRule.TiesToForeground), _four);

        Assert.Equal("111", Text(made));
        Assert.Equal(["anna", "carl"], made.Raters);
    }

    [Fact]
    public void Staple_says_how_it_ended()
    {
        var seed = TestSeed.Value;
        var raters = DrawnMasks.Raters(new Random(seed), 5, 1, 9, 8, 1, exclusive: false, withGaps: false);

        var rested = Build(new(ReferenceRule.Staple, Staple: new(Tolerance: 0.5)), raters);
        var hurried = Build(new(ReferenceRule.Staple, Staple: new(MaxIterations: 1, Tolerance: 1e-12)), raters);

        Assert.True(
            rested.Staple.Single() is { Class: 0, Converged: true, Iterations: >= 1, Sensitivity.Count: 5, Specificity.Count: 5 } && rested.Note is null,
            $"seed {seed}"
        );
        Assert.True(
            hurried.Staple.Single() is { Converged: false, Iterations: 1 }
                && hurried.Note == "STAPLE did not come to rest for 'case1' in 1 iterations (class 0).",
            $"seed {seed}: {hurried.Note}"
        );
    }

    [Fact]
    public void A_policy_that_does_not_fit_is_refused_with_all_problems()
    {
        Refused(new(ReferenceRule.Rater), "rater is not given");
        Refused(new(Rater: "ben"), "rater is 'ben' and rule is majority");
        Refused(new(ReferenceRule.Rater, Rater: "bem"), "There is no rater 'bem'. Did you mean 'ben'?");
        Refused(new(Among: ["carl", "dora"], MadeOf: ["anna"]), "no rater 'dora'", "madeOf is given and rule is majority");
        Refused(new(Among: []), "among is empty");
        Refused(new(ReferenceRule.Given, Among: ["ben"]), "gives no reference", "among is given and rule is given");
        Assert.Contains("no recorded raters", Assert.Throws<ArgumentException>(() => new ReferenceBuilder(new(), masks: null)).Message);

        static void Refused(ReferencePolicy policy, params string[] parts)
        {
            var message = Assert.Throws<ArgumentException>(() => new ReferenceBuilder(policy, _four)).Message;
            Assert.All(parts, part => Assert.Contains(part, message));
        }
    }

    [Fact]
    public void Masks_that_are_not_of_one_image_and_classes_that_overlap_are_refused()
    {
        var sizes = new Sizes();
        Assert.Contains(
            "mask of 'ben' is 1 planes of 1 by 3 pixels and that of 'anna' is 1 of 1 by 2",
            Assert.Throws<ArgumentException>(() => Build(new(), sizes)).Message
        );
        Assert.Contains(
            "no case 'case9'",
            Assert.Throws<ArgumentException>(() => new ReferenceBuilder(new(), _four).Build("case9", ClassKind.Multilabel, [])).Message
        );
        var overlapping = new InMemoryRaters(
            ["anna", "ben"],
            new Dictionary<string, IReadOnlyDictionary<string, RaterMask>>
            {
                ["case1"] = new Dictionary<string, RaterMask>
                {
                    ["anna"] = RaterMask.Present(new(1, 2, 2, [0, 1, 1, 0])),
                    ["ben"] = RaterMask.Present(new(1, 2, 2, [0, 1, 0, 1])),
                },
            }
        );
        Assert.Contains(
            "mask of 'ben' has the classes 0 and 1 at row 0, column 1",
            Assert.Throws<ArgumentException>(() => new ReferenceBuilder(new(), overlapping).Build("case1", ClassKind.Exclusive, [])).Message
        );
    }

    private static CaseReference Build(ReferencePolicy policy, IRaterMasks raters, params AnswerOrigin[] experts) =>
        new ReferenceBuilder(policy, raters).Build("case1", ClassKind.Multilabel, experts);

    private static string Text(CaseReference made) => string.Concat(made.Mask!.Values);

    private static MaskPlanes Mask(string values) => new(1, values.Length, 1, [.. values.Select(value => (byte)(value - '0'))]);

    private static InMemoryRaters Raters(params (string Name, string Values)[] masks) =>
        new(
            [.. masks.Select(one => one.Name)],
            new Dictionary<string, IReadOnlyDictionary<string, RaterMask>>
            {
                ["case1"] = masks.ToDictionary(one => one.Name, one => RaterMask.Present(Mask(one.Values))),
            }
        );

    private sealed class Sizes : IRaterMasks
    {
        public IReadOnlyList<string> Raters { get; } = ["anna", "ben"];

        public RaterMask Find(string caseId, string rater) => RaterMask.Present(Mask(rater == "anna" ? "10" : "101"));
    }
}

using System.Globalization;
using System.Text;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Ledgers;
using DeferredSeg.Data.Raters;
using DeferredSeg.Data.References;
using DeferredSeg.Deferral.Measures;
using Experts.Recorded;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Data.Tests.References;

/// <summary>How far the raters of real datasets agree, against figures that were measured by other programs.</summary>
public sealed class RealRatersTests
{
    [SkippableTheory]
    [InlineData("dataset", false)]
    [InlineData("shuffled", true)]
    public void On_LIDC_a_rater_has_dice_52_with_the_majority_of_the_other_three_and_82_where_both_outlined_something(string order, bool isHeavy)
    {
        Skip.If(isHeavy && Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        var raters = new FolderRaters(new(RealData.PathOf("lidc4"), Raters: ["rater1", "rater2", "rater3", "rater4"]));
        var builder = new ReferenceBuilder(new(), raters);
        var (all, ledger) = (new List<Overlap>(), new Ledger());
        foreach (var rotation in Enumerable.Range(1, 4))
        {
            using var expert = Expert(raters, $$"""{ "mapping": "leaveOneOut", "rotation": {{rotation}}, "order": "{{order}}" }""");
            foreach (var id in raters.Cases)
                all.Add(Compare(expert, builder, raters, id, rotation, ledger));
        }

        Assert.Equal(983 * 4, all.Count);
        Assert.Equal(0.52, all.Average(one => one.Dice), 0.005);
        Assert.Equal(
            0.82,
            all.Where(one => one.TruePositives + one.FalsePositives > 0 && one.TruePositives + one.FalseNegatives > 0).Average(one => one.Dice),
            0.005
        );
        Assert.Equal("The reference contains the expert in 0 of 3932 cases.", ledger.Summarise().Sentences().Single());
    }

    [SkippableTheory]
    [InlineData("D1", true)]
    [InlineData("D4", false)]
    public void On_BU_BIL_the_agreement_of_every_image_is_that_of_its_index(string dataset, bool isHeavy)
    {
        Skip.If(isHeavy && Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        var (raters, gold) = Open(dataset);
        var given = new ReferenceBuilder(new(ReferenceRule.Given), raters, id => gold.Find(id, "gold").Mask);
        ReferenceBuilder[] each =
        [
            .. raters.Raters.Where(IsExpert).Select(rater => new ReferenceBuilder(new(ReferenceRule.Rater, ReferenceScope.All, rater), raters)),
        ];
        foreach (var row in Index(dataset))
        {
            var truth = given.Build(row["id"], ClassKind.Multilabel, []).Mask!.Values;
            byte[][] experts = [.. each.Select(one => one.Build(row["id"], ClassKind.Multilabel, []).Mask!.Values)];
            Expect("mean_expert_gold_dice", experts.Average(mask => Overlap.Between(mask, truth).Dice));
            Expect(
                "mean_crowd_gold_dice",
                raters.Raters.Where(rater => !IsExpert(rater)).Average(rater => Overlap.Between(raters.Find(row["id"], rater).Mask!.Values, truth).Dice)
            );
            Expect(
                "mean_pairwise_expert_dice",
                experts.SelectMany((one, i) => experts.Skip(i + 1).Select(other => Overlap.Between(one, other).Dice)).Average()
            );

            void Expect(string column, double found) =>
                Assert.True(
                    Math.Abs(found - double.Parse(row[column], CultureInfo.InvariantCulture)) < 6e-5,
                    $"{dataset} {row["id"]} {column}: {found}, the index says {row[column]}"
                );
        }
    }

    [SkippableTheory]
    [InlineData("D1", "experts/{person}_{tool}", true)]
    [InlineData("D4", "experts/{person}", false)]
    public void On_BU_BIL_experts_agree_with_the_other_persons_better_than_the_crowd_does(string dataset, string pattern, bool isHeavy)
    {
        Skip.If(isHeavy && Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        var (raters, _) = Open(dataset);
        var builder = new ReferenceBuilder(new(Among: [.. raters.Raters.Where(IsExpert)]), raters);
        var ledger = new Ledger();
        IRecordedExpert[] experts = [.. raters.Raters.Select(rater => Expert(raters, $$"""{ "rater": "{{rater}}", "personPattern": "{{pattern}}" }"""))];
        var dice = Index(dataset)
            .Take(20)
            .SelectMany(row =>
                experts.Select((expert, index) => (IsExpert: IsExpert(raters.Raters[index]), Compare(expert, builder, raters, row["id"], index, ledger).Dice))
            )
            .ToLookup(one => one.IsExpert, one => one.Dice);

        Assert.True(dice[true].Average() > dice[false].Average() + 0.02, $"{dataset}: experts {dice[true].Average()}, crowd {dice[false].Average()}");
        Assert.Equal(0, ledger.Summarise().ContainingExpert);
        Assert.All(
            ledger.Entries,
            entry => Assert.DoesNotContain(entry.Reference.Raters!, rater => Person(rater) == Person(entry.Experts[0].Use.Origin!.Raters[0]))
        );

        static string Person(string rater) => rater.Split('_')[0];
    }

    private static bool IsExpert(string rater) => rater.StartsWith("experts/", StringComparison.Ordinal);

    private static (FolderRaters Raters, FolderRaters Gold) Open(string dataset)
    {
        var root = RealData.PathOf(Path.Combine("bubil", dataset));
        return (new(new(root, [.. Below("experts", dataset), .. Below("crowd", dataset)])), new(new(root, ["gold"])));
    }

    private static IEnumerable<IReadOnlyDictionary<string, string>> Index(string dataset)
    {
        string[][] rows = [.. File.ReadLines(RealData.PathOf(Path.Combine("bubil", "index.csv"))).Select(line => line.Split(','))];
        return rows.Skip(1)
            .Select(row => rows[0].Zip(row).ToDictionary(pair => pair.First, pair => pair.Second))
            .Where(row => $"D{row["dataset"]}" == dataset && row["usable"] == "1");
    }

    private static IEnumerable<string> Below(string group, string dataset) =>
        Directory
            .EnumerateDirectories(RealData.PathOf(Path.Combine("bubil", dataset, group)))
            .Select(folder => $"{group}/{Path.GetFileName(folder)}")
            .Order(StringComparer.Ordinal);

    private static IRecordedExpert Expert(IRaterMasks raters, string json) =>
        (IRecordedExpert)
            new RecordedFactory().Create(
                new("expert", new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build(), raters)
            );

    private static Overlap Compare(IRecordedExpert expert, ReferenceBuilder builder, FolderRaters raters, string id, int run, Ledger ledger)
    {
        const long Seed = 3;
        var use = ExpertUse.Of(expert, id, Seed);
        var reference = builder.Build(id, ClassKind.Multilabel, [use.Origin!]);
        ledger.Add(LedgerEntry.Of(reference with { CaseId = string.Create(CultureInfo.InvariantCulture, $"{id}/{run}") }, Seed, [use]));
        var truth = reference.Mask!;
        var request = new ExpertRequest
        {
            Key = id,
            Case = new(id),
            Image = new(truth.Height, truth.Width, 1, new byte[truth.Height * truth.Width]),
            Classes = 1,
            Seed = Seed,
        };
        var answer = expert.Poll(expert.Submit(request)).Answer!;
        Assert.Equal(raters.Find(id, use.Origin!.Raters.Single()).Mask!.Values, answer.Mask.Values);
        return Overlap.Between(answer.Mask.Values, truth.Values);
    }
}

using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Datasets;

namespace DeferredSeg.Data.Tests.Splits;

public sealed class DatasetSplitTests
{
    private readonly int _seed = TestSeed.Value;

    [Fact]
    public void No_patient_is_in_two_parts_and_every_case_is_in_one()
    {
        var random = new Random(_seed);
        for (var round = 0; round < 20; round++)
        {
            var cases = Cases(random, random.Next(20, 60), random.Next(8, 20));
            var settings = new SplitSettings(0.2, 0.3, Seed: random.Next());
            var split = DatasetSplit.Of(cases, settings);
            Check(cases, split);
            var again = DatasetSplit.Of([.. cases.Reverse()], settings);
            Assert.True(split.Test.ToHashSet().SetEquals(again.Test), $"seed {_seed}: the order of cases changed the test");
            Assert.Equal(Math.Max(1, (int)Math.Round(0.3 * Patients(cases), MidpointRounding.AwayFromZero)), Patients(split.Test));
        }
    }

    [Fact]
    public void Folds_test_every_case_once()
    {
        TestSeed.Print(_ =>
        {
            var random = new Random(_seed);
            var cases = Cases(random, 50, 13);
            var splits = Enumerable.Range(0, 5).Select(fold => DatasetSplit.Of(cases, new(0.1, Folds: 5, Fold: fold, Seed: _seed))).ToList();
            foreach (var split in splits)
                Check(cases, split);
            Assert.Equal(cases.Select(one => one.Id).Order(), splits.SelectMany(split => split.Test).Select(one => one.Id).Order());
            Assert.InRange(splits.Max(split => Patients(split.Test)) - splits.Min(split => Patients(split.Test)), 0, 1);
        });
    }

    [Fact]
    public void Lists_in_a_file_hold_cases_or_patients_and_their_mistakes_are_named()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "split.json");
        CaseInfo[] cases = [.. Enumerable.Range(0, 6).Select(i => new CaseInfo($"c{i}", $"p{i / 2}", Geometry.Unknown))];
        File.WriteAllText(file, """{ "train": ["p0"], "validation": ["c2", "c3"], "test": ["c4"] }""");
        var split = DatasetSplit.Of(cases, new(File: file));
        Assert.Equal(["c0", "c1"], split.Train.Select(one => one.Id));
        Assert.Equal(["c2", "c3"], split.Validation.Select(one => one.Id));
        Assert.Equal(["c4"], split.Test.Select(one => one.Id));
        File.WriteAllText(file, SplitFile.Text(split));
        Assert.Equal(split.Train, SplitFile.Read(file, cases).Train);

        File.WriteAllText(file, """{ "train": ["c0"], "test": ["c1"] }""");
        Assert.Contains("the patient 'p0' is in train and, with the case 'c1', in test", Refusal());
        File.WriteAllText(file, """{ "trian": ["c0"], "test": ["c99"] }""");
        Assert.Contains("Did you mean 'train'", Refusal());
        Assert.Contains("'c99'", Refusal());
        File.WriteAllText(file, "{");
        Assert.Contains("cannot be read", Refusal());

        string Refusal() => Assert.Throws<DatasetException>(() => DatasetSplit.Of(cases, new(File: file))).Message;
    }

    [Fact]
    public void Too_few_patients_and_contradictions_are_refused()
    {
        CaseInfo[] cases = [new("a"), new("b")];
        Assert.Contains("nobody is left to train on", Assert.Throws<DatasetException>(() => DatasetSplit.Of(cases, new())).Message);
        Assert.Contains("2 patients for 3 folds", Assert.Throws<DatasetException>(() => DatasetSplit.Of(cases, new(Folds: 3))).Message);
        Assert.Contains("sum below 1", Assert.Throws<DatasetException>(() => DatasetSplit.Of(cases, new(0.5, 0.5))).Message);
        Assert.Contains("from 0 to 1", Assert.Throws<DatasetException>(() => DatasetSplit.Of(cases, new(Folds: 2, Fold: 2))).Message);
    }

    private void Check(IReadOnlyList<CaseInfo> cases, DatasetSplit split)
    {
        Assert.Equal(cases.Select(one => one.Id).Order(), split.Train.Concat(split.Validation).Concat(split.Test).Select(one => one.Id).Order());
        Assert.True(Patients(split.Train) + Patients(split.Validation) + Patients(split.Test) == Patients(cases), $"seed {_seed}: a patient is in two parts");
        Assert.NotEmpty(split.Validation);
    }

    private static CaseInfo[] Cases(Random random, int cases, int patients) =>
        [.. Enumerable.Range(0, cases).Select(i => new CaseInfo($"case{i}", $"patient{random.Next(patients)}", Geometry.Unknown))];

    private static int Patients(IEnumerable<CaseInfo> cases) => cases.Select(one => one.Patient).Distinct().Count();
}

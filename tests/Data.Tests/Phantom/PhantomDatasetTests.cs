using DeferredSeg.Data.Phantom;

namespace DeferredSeg.Data.Tests.Phantom;

public sealed class PhantomDatasetTests
{
    private readonly long _seed = TestSeed.Value;

    [Fact]
    public void The_same_seed_gives_the_same_set_and_another_gives_another()
    {
        TestSeed.Print(_ =>
        {
            var (one, same, other) = (
                new PhantomDataset(new(Size: 48, Seed: _seed)),
                new PhantomDataset(new(Cases: 7, Size: 48, Seed: _seed)),
                new PhantomDataset(new(Size: 48, Seed: _seed + 1))
            );
            foreach (var id in (string[])["case000", "case005"])
            {
                Assert.Equal(one.Load(id).Image, same.Load(id).Image);
                Assert.NotEqual(one.Load(id).Image, other.Load(id).Image);
                foreach (var rater in one.Raters!.Raters)
                    Assert.Equal(one.Raters.Find(id, rater).Mask!.Values, same.Raters!.Find(id, rater).Mask!.Values);
            }
        });
    }

    [Fact]
    public void Raters_have_styles()
    {
        var dataset = new PhantomDataset(new(Cases: 24, Size: 64, Raters: 6, Patients: 5, Seed: _seed));
        Assert.Equal(5, dataset.Cases.Select(one => one.Patient).Distinct().Count());
        Assert.Equal(["careful", "generous", "tight", "hurried", "careful2", "generous2"], dataset.Raters!.Raters);
        var area = dataset.Raters.Raters.ToDictionary(
            rater => rater,
            rater => dataset.Cases.Sum(one => dataset.Raters.Find(one.Id, rater).Mask!.Values.Sum(value => value))
        );
        var wrong = dataset.Raters.Raters.ToDictionary(
            rater => rater,
            rater =>
                dataset.Cases.Sum(one =>
                    dataset.Load(one.Id).Gold!.Values.Zip(dataset.Raters.Find(one.Id, rater).Mask!.Values).Count(pair => pair.First != pair.Second)
                )
        );
        Assert.True(area["generous"] > area["careful"] && area["careful"] > area["tight"], $"seed {_seed}: {string.Join(", ", area)}");
        Assert.True(
            wrong["careful"] < wrong["generous"] && wrong["careful"] < wrong["tight"] && wrong["careful"] < wrong["hurried"],
            $"seed {_seed}: {string.Join(", ", wrong)}"
        );
        Assert.All(dataset.Cases, one => Assert.Contains((byte)1, dataset.Load(one.Id).Gold!.Values));
    }
}

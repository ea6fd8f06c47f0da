using System.Text.Json;
using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Deferral.Tests.Measures;

public sealed class GoldenOverlapTests
{
    public static TheoryData<string> Pairs => GoldenPair.Names;

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Counts_and_rates_agree(string name)
    {
        var pair = GoldenPair.Of(name);
        var expected = pair.Numbers.GetProperty("overlap");

        var overlap = Overlap.Between(pair.Prediction, pair.Truth);

        Assert.Equal(new(Count("TP"), Count("FP"), Count("FN"), Count("TN")), overlap);
        AssertRates(expected.GetProperty("with_convention"), overlap.Rates());
        AssertRates(expected.GetProperty("strict_null_when_undefined"), overlap.Rates(EmptyMasks.Undefined));

        long Count(string key) => expected.GetProperty(key).GetInt64();
    }

    private static void AssertRates(JsonElement expected, OverlapRates actual)
    {
        Assert.Equal(GoldenPair.Number(expected, "dice"), actual.Dice, 1e-9);
        Assert.Equal(GoldenPair.Number(expected, "jaccard"), actual.Jaccard, 1e-9);
        Assert.Equal(GoldenPair.Number(expected, "sensitivity"), actual.Sensitivity, 1e-9);
        Assert.Equal(GoldenPair.Number(expected, "specificity"), actual.Specificity, 1e-9);
        Assert.Equal(GoldenPair.Number(expected, "precision"), actual.Precision, 1e-9);
        Assert.Equal(GoldenPair.Number(expected, "accuracy"), actual.Accuracy, 1e-9);
    }
}

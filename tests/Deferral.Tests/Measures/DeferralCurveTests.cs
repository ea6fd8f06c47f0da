using System.Globalization;
using DeferredSeg.Deferral.Measures.Budgets;
using DeferredSeg.Deferral.Tests.Golden;

namespace DeferredSeg.Deferral.Tests.Measures;

public sealed class DeferralCurveTests
{
    [Theory]
    [InlineData("curve0")]
    [InlineData("curve1")]
    [InlineData("curve2")]
    [InlineData("curve3")]
    public void Stored_curves_agree(string name)
    {
        using var golden = new GoldenValues("metrics");
        var expected = golden.Numbers.GetProperty("deferral_curve").GetProperty(name);

        var curve = DeferralCurve.Of(golden.Doubles($"{name}/deferral_score"), golden.Bytes($"{name}/model_correct"), golden.Bytes($"{name}/expert_correct"));

        Assert.Equal(expected.GetProperty("area_system_accuracy_vs_deferral").GetDouble(), curve.Area, 1e-9);
        Assert.Equal(expected.GetProperty("area_random_deferral").GetDouble(), curve.RandomArea, 1e-9);
        Assert.Equal(expected.GetProperty("aurc_mean_selective_risk").GetDouble(), curve.SelectiveRisk, 1e-9);
        var pixels = expected.GetProperty("N").GetInt32();
        Assert.Equal(pixels + 1, curve.SystemAccuracy.Length);
        foreach (var at in expected.GetProperty("system_accuracy_at").EnumerateObject())
            Assert.Equal(at.Value.GetDouble(), curve.SystemAccuracy[(int)Math.Round(Share(at.Name) * pixels)], 1e-9);
        foreach (var at in expected.GetProperty("selective_accuracy_at_coverage").EnumerateObject())
            Assert.Equal(at.Value.GetDouble(), curve.SelectiveAccuracy[pixels - (int)Math.Round(Share(at.Name) * pixels)], 1e-9);
    }

    [Fact]
    public void Among_equal_scores_the_earlier_pixel_goes_first() => Assert.Equal([0.5, 1, 0.5], DeferralCurve.Of([1, 1], [0, 1], [1, 0]).SystemAccuracy);

    [Fact]
    public void Results_of_other_pixels_and_scores_that_do_not_sort_are_refused()
    {
        Assert.Contains(
            "2 scores, 2 results of the model and 3",
            Assert.Throws<ArgumentException>(() => DeferralCurve.Of(new double[2], new byte[2], new byte[3])).Message
        );
        Assert.Contains("pixel 1 is NaN", Assert.Throws<ArgumentException>(() => DeferralCurve.Of([0, double.NaN], new byte[2], new byte[2])).Message);
        Assert.Contains("no scores", Assert.Throws<ArgumentException>(() => DeferralCurve.Of([], [], [])).Message);
    }

    private static double Share(string name) => double.Parse(name, CultureInfo.InvariantCulture);
}

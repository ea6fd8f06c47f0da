using System.Text.Json;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Tests.Golden;

namespace DeferredSeg.Deferral.Tests.Measures;

public sealed class GoldenCalibrationTests : IDisposable
{
    private readonly GoldenValues _golden = new("metrics");

    [Theory]
    [InlineData("calib0")]
    [InlineData("calib1")]
    [InlineData("calib2")]
    [InlineData("calib3")]
    public void Bins_errors_and_scores_agree(string name)
    {
        var probabilities = _golden.Doubles($"{name}/prob");
        var truth = _golden.Bytes($"{name}/truth");
        var expected = _golden.Numbers.GetProperty("calibration").GetProperty(name);

        AssertCalibration("confidence", Calibration.OfConfidence(probabilities, truth));
        AssertCalibration("foreground", Calibration.OfForeground(probabilities, truth));
        var score = ProbabilityScore.Of(probabilities, truth);
        Assert.Equal(expected.GetProperty("brier").GetDouble(), score.Brier, 1e-9);
        Assert.Equal(expected.GetProperty("nll").GetDouble(), score.NegativeLogLikelihood, 1e-9);

        void AssertCalibration(string kind, Calibration actual)
        {
            Assert.Equal(expected.GetProperty($"ece_{kind}").GetDouble(), actual.ExpectedError, 1e-9);
            Assert.Equal(expected.GetProperty($"mce_{kind}").GetDouble(), actual.MaximumError, 1e-9);
            var bins = expected.GetProperty($"bins_{kind}");
            Assert.Equal(bins.GetArrayLength(), actual.Bins.Count);
            for (var bin = 0; bin < actual.Bins.Count; bin++)
            {
                Assert.Equal(bins[bin][0].GetInt32(), actual.Bins[bin].Count);
                Assert.Equal(Number(bins[bin][1]), actual.Bins[bin].MeanConfidence, 1e-9);
                Assert.Equal(Number(bins[bin][2]), actual.Bins[bin].Frequency, 1e-9);
            }
        }
    }

    public void Dispose() => _golden.Dispose();

    private static double Number(JsonElement number) => number.ValueKind == JsonValueKind.Null ? double.NaN : number.GetDouble();
}

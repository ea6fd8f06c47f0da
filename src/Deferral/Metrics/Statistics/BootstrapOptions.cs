using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Deferral.Metrics.Statistics;

/// <summary>How bootstrap intervals are made.</summary>
/// <param name="Resamples">How often patients are drawn, 1 to 1000000.</param>
/// <param name="Level">The level of the interval, 0.5 to 0.9999; the percentiles cut half of the rest off at either end.</param>
/// <param name="Seed">The seed; the same gives the same interval on every machine.</param>
public sealed record BootstrapOptions([OptionRange(1, 1_000_000)] int Resamples = 2000, [OptionRange(0.5, 0.9999)] double Level = 0.95, long Seed = 0)
{
    internal void Require()
    {
        if (Resamples is < 1 or > 1_000_000)
            throw new ArgumentOutOfRangeException(nameof(Resamples), Resamples, "The bootstrap draws 1 to 1000000 resamples, usually 2000.");
        if (!(Level >= 0.5 && Level <= 0.9999))
            throw new ArgumentOutOfRangeException(nameof(Level), Level, "The level of an interval is from 0.5 to 0.9999, usually 0.95.");
    }
}

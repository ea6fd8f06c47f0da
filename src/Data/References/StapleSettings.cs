using DeferredSeg.Abstractions.Options;
using DeferredSeg.Deferral.Consensus;

namespace DeferredSeg.Data.References;

/// <summary>How STAPLE starts and when it stops, as options. The defaults are those of <see cref="StapleOptions"/>.</summary>
/// <param name="Prior">The probability that a pixel is foreground before anyone rated it; null takes the mean of all ratings.</param>
/// <param name="InitialSensitivity">The sensitivity of every rater at the start.</param>
/// <param name="InitialSpecificity">The specificity of every rater at the start.</param>
/// <param name="Tolerance">Stops once no sensitivity and no specificity moved by this much.</param>
/// <param name="MaxIterations">Stops here in any case.</param>
public sealed record StapleSettings(
    [OptionRange(1e-12, 1 - 1e-12)] double? Prior = null,
    [OptionRange(1e-12, 1 - 1e-12)] double InitialSensitivity = 0.99999,
    [OptionRange(1e-12, 1 - 1e-12)] double InitialSpecificity = 0.99999,
    [OptionRange(1e-300, 1)] double Tolerance = 1e-12,
    [OptionRange(1, 1e6)] int MaxIterations = 500
)
{
    /// <summary>The same for <see cref="Deferral.Consensus.Staple"/>.</summary>
    public StapleOptions ToOptions() =>
        new()
        {
            Prior = Prior,
            InitialSensitivity = InitialSensitivity,
            InitialSpecificity = InitialSpecificity,
            Tolerance = Tolerance,
            MaxIterations = MaxIterations,
        };
}

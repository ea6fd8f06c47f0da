using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Data.Splits;

/// <summary>How patients are divided. All images of a patient are in one part.</summary>
/// <param name="Validation">The share of patients for validation; with folds, of those that are not tested.</param>
/// <param name="Test">The share of patients for the test; not with folds.</param>
/// <param name="Folds">Cross-validation: so many groups of patients, one of which is the test; 0 for none.</param>
/// <param name="Fold">Which fold is the test, from 0.</param>
/// <param name="Seed">Which of all divisions; the same seed gives the same parts, whatever else runs.</param>
/// <param name="File">A JSON file with the lists train, validation and test of case ids or patients; then shares and folds say nothing.</param>
public sealed record SplitSettings(
    [OptionRange(0, 1)] double Validation = 0.15,
    [OptionRange(0, 1)] double Test = 0.15,
    [OptionRange(0, 1000)] int Folds = 0,
    [OptionRange(0, 999)] int Fold = 0,
    long Seed = 0,
    string? File = null
) : IOptionChecks
{
    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (Folds == 0 && Validation + Test >= 1)
            yield return FormattableString.Invariant(
                $"validation is {Validation} and test is {Test}; expected a sum below 1, so that something is left to train on."
            );
        if (Folds == 1)
            yield return "folds is 1; expected 0, or 2 and more.";
        if (Folds > 1 && Fold >= Folds)
            yield return $"fold is {Fold} and folds is {Folds}; expected a fold from 0 to {Folds - 1}.";
        if (Folds > 1 && Validation >= 1)
            yield return FormattableString.Invariant($"validation is {Validation}; expected below 1, so that something is left to train on.");
    }
}

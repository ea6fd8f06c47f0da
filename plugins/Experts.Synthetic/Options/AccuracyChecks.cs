using DeferredSeg.Abstractions.Options;
using Experts.Synthetic.Settings;

namespace Experts.Synthetic.Options;

/// <summary>Whether the accuracies are either those of the paper or given by hand, and then all of them.</summary>
internal static class AccuracyChecks
{
    public static IEnumerable<string> Of(SyntheticOptions options)
    {
        (string Name, bool IsGiven)[] byHand =
        [
            ("foreground", options.Foreground is not null),
            ("background", options.Background is not null),
            ("boundary", options.Boundary is not null),
            ("boundaryMeans", options.BoundaryMeans is not null),
        ];
        var given = string.Join(", ", byHand.Where(one => one.IsGiven).Select(one => one.Name));
        var missing = string.Join(", ", byHand.Where(one => !one.IsGiven).Select(one => one.Name));
        if (options.Setting is { } setting)
        {
            if (given.Length > 0)
                yield return $"setting is '{setting}', and {given} by hand as well; expected the setting or the numbers, not both.";
            if (PaperSettings.Find(setting) is null)
                yield return $"setting is '{setting}', which the paper does not have; expected {PaperSettings.Names}.{(NearestName.Of(setting, PaperSettings.All.Keys) is { } nearest ? $" Did you mean '{nearest}'?" : "")}";
            yield break;
        }
        if (given.Length > 0 && missing.Length > 0)
            yield return $"{given} by hand, and not {missing}; expected foreground, background and boundary, and boundaryMeans 'absolute' or 'boost', which says what boundary is.";
        if (missing.Length == 0 && options is { BoundaryMeans: BoundaryMeaning.Absolute, Boundary: < 0 })
            yield return FormattableString.Invariant(
                $"boundary is {options.Boundary} and boundaryMeans is 'absolute'; expected 0 to 1, or boundaryMeans 'boost'."
            );
    }
}

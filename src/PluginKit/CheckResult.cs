namespace DeferredSeg.PluginKit;

/// <summary>How one check of one contribution ended.</summary>
/// <param name="Check">The check, <see cref="ConformanceCheck.FullName"/>, for example <c>backbone/shapes</c>.</param>
/// <param name="Contribution">The contribution's id; for a check of the plugin as a whole the plugin's.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Message">
/// What failed: contribution, call, what was found, what is expected, how to mend it. Why it is not applicable. Or a remark; null where there is
/// nothing to say.
/// </param>
public sealed record CheckResult(string Check, string Contribution, CheckOutcome Outcome, string? Message);

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

/// <summary>How a check ended.</summary>
public enum CheckOutcome
{
    /// <summary>What the check proves holds, for what was tried.</summary>
    Passed,

    /// <summary>It does not hold; the message says where.</summary>
    Failed,

    /// <summary>It cannot be asked here; the message says why.</summary>
    NotApplicable,
}

/// <summary>What a check found where it found no failure.</summary>
internal readonly record struct CheckVerdict(CheckOutcome Outcome, string? Message)
{
    public static CheckVerdict Passed { get; } = new(CheckOutcome.Passed, null);

    public static CheckVerdict PassedWith(string remark) => new(CheckOutcome.Passed, remark);

    public static CheckVerdict NotApplicable(string reason) => new(CheckOutcome.NotApplicable, reason);
}

/// <summary>The contract is broken. The message has the same four parts always: the call, what was found, what is expected, how to mend it.</summary>
internal sealed class CheckFailure(string call, string found, string expected, string mend) : Exception($"{call}: {found}; expected {expected}. {mend}");

namespace DeferredSeg.PluginKit;

/// <summary>What a check found where it found no failure.</summary>
internal readonly record struct Verdict(CheckOutcome Outcome, string? Message)
{
    public static Verdict Passed { get; } = new(CheckOutcome.Passed, null);

    public static Verdict PassedWith(string remark) => new(CheckOutcome.Passed, remark);

    public static Verdict NotApplicable(string reason) => new(CheckOutcome.NotApplicable, reason);
}

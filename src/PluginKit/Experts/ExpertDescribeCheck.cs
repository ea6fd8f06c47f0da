namespace DeferredSeg.PluginKit.Experts;

/// <summary>The descriptor.</summary>
public sealed class ExpertDescribeCheck : ExpertCheck
{
    /// <inheritdoc/>
    public override string Name => "describe";

    /// <inheritdoc/>
    public override string Proves => "The descriptor is the same at every call, has the expert's name of the configuration, and its numbers make sense.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [];

    private protected override Verdict Examine(ExpertTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var found = trial.Descriptor;
        if (found.Id != ExpertTrial.ExpertName)
            throw Failure($"Id is '{found.Id}'", $"'{ExpertTrial.ExpertName}', the name that Create was given");
        if (!(found.Cost >= 0) || !double.IsFinite(found.Cost))
            throw Failure($"Cost is {found.Cost}", "a finite number of at least 0");
        if (found.Capacity is { } capacity && !(capacity is >= 0 and <= 1))
            throw Failure($"Capacity is {capacity}", "0 to 1, or null");
        if (found != Guarded.Call("Describe", trial.Source.Describe))
            throw Failure("the second call gives another value than the first", "the same value at every call");
        return Verdict.Passed;
    }

    private static CheckFailure Failure(string found, string expected) =>
        new("Describe", found, expected, "Correct the descriptor, which must follow from name and options alone.");
}

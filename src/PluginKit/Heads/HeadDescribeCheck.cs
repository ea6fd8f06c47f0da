namespace DeferredSeg.PluginKit.Heads;

/// <summary>The description.</summary>
public sealed class HeadDescribeCheck : HeadCheck
{
    /// <inheritdoc/>
    public override string Name => "describe";

    /// <inheritdoc/>
    public override string Proves => "The description is the same at every call and names the contribution.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [];

    private protected override Verdict Examine(HeadTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var found = trial.Description;
        if (found.Id != subject.Id)
            throw Failure($"Id is '{found.Id}'", $"'{subject.Id}', as the factory and plugin.json say");
        if (string.IsNullOrWhiteSpace(found.Version))
            throw Failure("Version is empty", "the plugin's version");
        if (!Enum.IsDefined(found.Parameterisation))
            throw Failure($"Parameterisation is {(int)found.Parameterisation}", string.Join(", ", Enum.GetNames<RoutingParameterisation>()));
        if (found != Guarded.Call("Describe", trial.Head.Describe))
            throw Failure("the second call gives another value than the first", "the same value at every call");
        return Verdict.Passed;
    }

    private static CheckFailure Failure(string found, string expected) =>
        new("Describe", found, expected, "Correct the description, which must follow from the options alone.");
}

namespace DeferredSeg.PluginKit.Backbones;

/// <summary>The same input, twice.</summary>
public sealed class BackboneDeterminismCheck : BackboneCheck
{
    private const string Mend = "Switch randomness off in evaluation mode (Module.training), and let nothing depend on earlier calls.";

    /// <inheritdoc/>
    public override string Name => "determinism";

    /// <inheritdoc/>
    public override string Proves => "In evaluation mode the same images and prompts give the same bits, whatever torch's global generator says.";

    private protected override Verdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var images = trial.Images(2, trial.LargestSize);
        var prompts = trial.Prompts(2, trial.LargestSize);
        using var first = trial.Encode(images);
        using var firstOutput = trial.Decode(first, prompts);
        using var generator = torch.manual_seed(subject.Settings.Seed + 1);
        using var second = trial.Encode(images);
        foreach (var name in first.Names)
            Expect.Same("Encode, called twice,", $"'{name}'", second[name], first[name], "evaluation mode has no randomness", Mend);
        using var secondOutput = trial.Decode(second, prompts);
        Expect.Same("Decode, called twice,", "Logits", secondOutput.Logits, firstOutput.Logits, "evaluation mode has no randomness", Mend);
        Expect.Same("Decode, called twice,", "Features", secondOutput.Features, firstOutput.Features, "evaluation mode has no randomness", Mend);
        return Verdict.Passed;
    }
}

namespace DeferredSeg.PluginKit.Backbones;

/// <summary>A backbone that takes its weights itself.</summary>
public sealed class WeightImportCheck : BackboneConformanceCheck
{
    private const string Mend = "Compare all names and shapes before the first value is written, and throw an ArgumentException that names what differs.";
    private const string Unknown = "a name that no network has";

    /// <inheritdoc/>
    public override string Name => "weight-import";

    /// <inheritdoc/>
    public override string Proves =>
        "Where the backbone takes weights itself and has a module, its state dictionary can be imported and gives the same logits; weights with "
        + "a name too many, one too few or a wrong shape are refused by name and change nothing; and what is passed in stays the caller's.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [.. base.Presupposes, Determinism];

    private protected override CheckVerdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (trial.Backbone is not IWeightImport)
            return CheckVerdict.NotApplicable("the backbone does not take weights itself");
        if (trial.Module is not { } module)
            return CheckVerdict.NotApplicable("the backbone has no module, so that its published weights are not known here");
        using var other = new BackboneTrial(subject, weights: 1);
        var import = (IWeightImport)other.Backbone;
        var weights = module.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        if (weights.Count == 0)
            return CheckVerdict.NotApplicable("the state dictionary is empty");
        var last = weights.Keys.Last();

        Refused(other, import, weights.Append(new(Unknown, torch.zeros(1))), Unknown);
        Refused(other, import, weights.Where(entry => entry.Key != last), last);
        Refused(other, import, weights.Select(entry => entry.Key == last ? new(last, torch.zeros([.. entry.Value.shape, 2])) : entry), last);

        var copies = weights.ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        Guarded.Call("ImportWeights of the state dictionary", () => import.ImportWeights(weights));
        foreach (var (name, before) in copies)
        {
            if (weights[name].IsInvalid)
                throw new CheckFailure(
                    "ImportWeights",
                    $"the caller's '{name}' is disposed",
                    "weights that stay the caller's",
                    "Copy values; dispose nothing that is passed in."
                );
            if (!Comparison.AreEqual(weights[name], before))
                throw new CheckFailure(
                    "ImportWeights",
                    $"the caller's '{name}' has other values than before",
                    "weights that stay as they are",
                    "Copy values; write nothing into what is passed in."
                );
        }
        var images = trial.Images(2, trial.LargestSize);
        Expect.Same(
            "Encode and Decode after ImportWeights of another instance's state dictionary",
            "Logits",
            other.Logits(images),
            trial.Logits(images),
            "they have the same weights now",
            "Import every weight and buffer."
        );
        return CheckVerdict.Passed;
    }

    private static void Refused(BackboneTrial trial, IWeightImport import, IEnumerable<KeyValuePair<string, Tensor>> weights, string odd)
    {
        var state = trial.Module!.state_dict();
        var before = state.ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        var thrown = Guarded.Caught(() => import.ImportWeights(weights.ToDictionary()));
        var what = odd == Unknown ? "an unknown name" : $"'{odd}' missing or of another shape";
        if (thrown is not ArgumentException)
            throw new CheckFailure(
                "ImportWeights",
                thrown is null ? $"weights with {what} were taken" : $"weights with {what} threw {thrown.GetType().Name}",
                "an ArgumentException",
                Mend
            );
        if (!thrown.Message.Contains(odd, StringComparison.Ordinal))
            throw new CheckFailure("ImportWeights", $"the message '{thrown.Message}' does not say '{odd}'", "the name at fault", Mend);
        if (before.FirstOrDefault(entry => !Comparison.AreEqual(state[entry.Key], entry.Value)) is { Key: { } changed })
            throw new CheckFailure("ImportWeights", $"weights with {what} were refused, and '{changed}' has changed", "a network that stays as it was", Mend);
    }
}

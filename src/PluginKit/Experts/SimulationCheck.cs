namespace DeferredSeg.PluginKit.Experts;

/// <summary>What a simulated expert shows of itself.</summary>
public sealed class SimulationCheck : ExpertCheck
{
    private const string Call = "Simulate";

    /// <inheritdoc/>
    public override string Name => "simulation";

    /// <inheritdoc/>
    public override string Proves =>
        "A simulated mask is the answer to the same question; regions and probabilities have the mask's size and are in range; questions that were submitted stay as they are, and none is added; what cannot be simulated is refused with an ArgumentException.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [.. base.Presupposes, RepeatedPoll, Determinism];

    private protected override Verdict Examine(ExpertTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (trial.Source is not ISimulatedExpert simulated)
            return Verdict.NotApplicable("the source does not show how it simulates");
        if (!trial.Descriptor.NeedsGroundTruth)
            throw new CheckFailure(
                "Describe",
                "NeedsGroundTruth is false, and the source is an ISimulatedExpert",
                "true: only then is it given the truth that it simulates from",
                "Say NeedsGroundTruth, or leave ISimulatedExpert out."
            );
        foreach (var id in ExpertTrial.CaseIds)
        {
            for (var epoch = 0; epoch < 2; epoch++)
            {
                cancellation.ThrowIfCancellationRequested();
                SimulatedAnswer.Examine(trial, simulated, trial.Request(id, epoch: epoch));
                SimulatedAnswer.Examine(trial, simulated, trial.Request(id, withRegion: true, epoch: epoch));
            }
        }
        LeavesQuestionsAlone(trial, simulated);
        Refuses(trial, simulated);
        return Verdict.Passed;
    }

    private static void LeavesQuestionsAlone(ExpertTrial trial, ISimulatedExpert simulated)
    {
        const string Mend = "Simulate from the request that it is given, and keep nothing of it.";
        var asked = trial.Request(ExpertTrial.CaseIds[0]);
        var id = trial.Submit(asked);
        var before = Replies.Copy(trial.Poll(id));
        Guarded.Call(Call, () => simulated.Simulate(trial.Request(ExpertTrial.CaseIds[1], seed: 7) with { Key = asked.Key }));
        Replies.Same(
            "Poll after another question was simulated under the same key",
            trial.Poll(id),
            before,
            "simulating leaves submitted questions alone",
            Mend
        );

        var never = trial.Request(ExpertTrial.CaseIds[0], seed: 8);
        Guarded.Call(Call, () => simulated.Simulate(never));
        var thrown = Guarded.Caught(() =>
        {
            trial.Source.Poll(never.Key);
            return null;
        });
        if (thrown is not ArgumentException)
            throw new CheckFailure(
                "Poll of a question that was only simulated",
                thrown is null ? "it was taken" : $"it threw {thrown.GetType().Name}",
                "an ArgumentException: nothing was submitted",
                Mend
            );
    }

    private static void Refuses(ExpertTrial trial, ISimulatedExpert simulated)
    {
        var request = trial.Request(ExpertTrial.CaseIds[0]);
        var size = request.GroundTruth!.Values.Length;
        Refused(simulated, trial.Request(ExpertTrial.CaseIds[0], withoutTruth: true), null, "without ground truth");
        if (Guarded.Call(Call, () => simulated.Simulate(request)).Probability is null)
        {
            Refused(simulated, request, new double[size], "with random numbers, though errors are not independent,");
            return;
        }
        Refused(simulated, request, new double[size + 1], "with one random number too many");
        foreach (var wrong in new[] { -0.5, 1, double.NaN })
        {
            var numbers = new double[size];
            numbers[^1] = wrong;
            Refused(simulated, request, numbers, FormattableString.Invariant($"with the random number {wrong}"));
        }
    }

    private static void Refused(ISimulatedExpert simulated, ExpertRequest request, double[]? uniforms, string how)
    {
        var thrown = Guarded.Caught(() =>
        {
            simulated.Simulate(request, uniforms is null ? (ReadOnlyMemory<double>?)null : uniforms);
            return null;
        });
        if (thrown is not ArgumentException)
            throw new CheckFailure(
                $"{Call} {how}",
                thrown is null ? "it was taken" : $"it threw {thrown.GetType().Name}: {thrown.Message}",
                "an ArgumentException",
                "Refuse it before anything is computed."
            );
    }
}

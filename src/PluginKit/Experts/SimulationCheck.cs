namespace DeferredSeg.PluginKit.Experts;

/// <summary>What a simulated expert shows of itself.</summary>
public sealed class SimulationCheck : ExpertConformanceCheck
{
    private const string Call = "Simulate";

    /// <inheritdoc/>
    public override string Name => "simulation";

    /// <inheritdoc/>
    public override string Proves =>
        "A simulated mask is the answer to the same question; regions and probabilities have the mask's size and are in range; questions that "
        + "were submitted stay as they are, and none is added; what cannot be simulated is refused with an ArgumentException.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [.. base.Presupposes, RepeatedPoll, Determinism];

    private protected override CheckVerdict Examine(ExpertTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (trial.Source is not ISimulatedExpert simulated)
            return CheckVerdict.NotApplicable("the source does not show how it simulates");
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
                AnswersAsSimulated(trial, simulated, trial.Request(id, epoch: epoch));
                AnswersAsSimulated(trial, simulated, trial.Request(id, withRegion: true, epoch: epoch));
            }
        }
        LeavesQuestionsAlone(trial, simulated);
        Refuses(trial, simulated);
        return CheckVerdict.Passed;
    }

    /// <summary>One simulated question, compared with the same question asked.</summary>
    private static void AnswersAsSimulated(ExpertTrial trial, ISimulatedExpert simulated, ExpertRequest request)
    {
        var about = $"{request.Case.Id}, epoch {request.Epoch}{(request.Region is null ? "" : ", within a region")}";
        var call = $"{Call} of {about}";
        var simulation = Guarded.Call(call, () => simulated.Simulate(request));
        InRange(call, simulation, request);
        if (request.Region is not null && !Replies.AreEqual(simulation.Mask, Guarded.Call(call, () => simulated.Simulate(request with { Region = null })).Mask))
            throw new CheckFailure(call, "the mask is another than without the region", "the same mask: the region is not looked at", "Show the whole image.");
        if (trial.Ask(request).Answer is not { } answer)
            return;
        var wrong = 0;
        for (var i = 0; i < answer.Mask.Values.Length; i++)
        {
            var pixel = i % (request.Image.Height * request.Image.Width);
            var isDecided = request.Region?.Values[pixel] != 0 && answer.Region?.Values[pixel] != 0 && answer.Abstained?.Values[pixel] != 1;
            if (isDecided && answer.Mask.Values[i] != simulation.Mask.Values[i])
                wrong++;
        }
        if (wrong > 0)
            throw new CheckFailure(
                call,
                $"the mask differs from the answer at {wrong} of {answer.Mask.Values.Length} values",
                "the answer to the same question",
                "Answer by what Simulate computes."
            );
    }

    private static void InRange(string call, ExpertSimulation simulation, ExpertRequest request)
    {
        var values = request.Classes * request.Image.Height * request.Image.Width;
        if (simulation.Mask is not { } mask)
            throw Failure(call, "Mask is null", "a mask");
        if ((mask.Height, mask.Width, mask.Classes) != (request.Image.Height, request.Image.Width, request.Classes))
            throw Failure(
                call,
                $"Mask is {mask.Classes} planes of {mask.Height} by {mask.Width}",
                $"{request.Classes} of {request.Image.Height} by {request.Image.Width}"
            );
        if (simulation.Partition?.Length != values)
            throw Failure(call, $"Partition has {simulation.Partition?.Length ?? 0} values", $"{values}, one for each of the mask");
        if (simulation.Partition.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)2) is >= 0 and var strange)
            throw Failure(call, $"Partition has {simulation.Partition[strange]} at {strange}", "0 background, 1 boundary or 2 foreground");
        if (simulation.Probability is not { } probability)
            return;
        if (probability.Length != values)
            throw Failure(call, $"Probability has {probability.Length} values", $"{values}, one for each of the mask");
        if (Array.FindIndex(probability, one => !(one is >= 0 and <= 1)) is >= 0 and var wrong)
            throw Failure(call, $"Probability has {probability[wrong]} at {wrong}", "0 to 1");
    }

    private static CheckFailure Failure(string call, string found, string expected) =>
        new(call, found, expected, "Show the simulation in the layout of the mask.");

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
        var thrown = Guarded.Caught(() => trial.Source.Poll(never.Key));
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

    private static void Refused(ISimulatedExpert simulated, ExpertRequest request, double[]? uniforms, string how) =>
        Guarded.Refused(
            $"{Call} {how}",
            () => simulated.Simulate(request, uniforms is null ? (ReadOnlyMemory<double>?)null : uniforms),
            "Refuse it before anything is computed."
        );
}

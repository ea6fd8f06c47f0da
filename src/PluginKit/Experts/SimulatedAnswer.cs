namespace DeferredSeg.PluginKit.Experts;

/// <summary>One simulated question beside the same question asked.</summary>
internal static class SimulatedAnswer
{
    public static void Examine(ExpertTrial trial, ISimulatedExpert simulated, ExpertRequest request)
    {
        var about = $"{request.Case.Id}, epoch {request.Epoch}{(request.Region is null ? "" : ", within a region")}";
        var call = $"Simulate of {about}";
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
}

using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>What an expert must return.</summary>
internal static class ExpertCheck
{
    /// <exception cref="PluginFaultException">The descriptor is missing or out of range.</exception>
    public static void Description(ExpertDescriptor? description, string name)
    {
        if (description is null)
            throw new PluginFaultException("it returned null.");
        if (description.Id != name)
            throw new PluginFaultException($"it calls the expert '{description.Id}'; the configuration calls it '{name}'.");
        if (!(description.Cost >= 0) || !double.IsFinite(description.Cost))
            throw new PluginFaultException($"its cost is {description.Cost}; expected 0 or more.");
        if (description.Capacity is { } capacity && !(capacity is >= 0 and <= 1))
            throw new PluginFaultException($"its capacity is {capacity}; expected 0 to 1.");
    }

    /// <exception cref="PluginFaultException">The id is empty, or another than before for the same key.</exception>
    public static void Id(string? id, string key, string? before)
    {
        if (string.IsNullOrEmpty(id))
            throw new PluginFaultException($"it returned {(id is null ? "null" : "an empty id")}; expected an id to poll with.");
        if (before is not null && before != id)
            throw new PluginFaultException(
                $"it returned '{id}' for the key '{key}', which had '{before}' before; submitting a key twice is submitting it once."
            );
    }

    /// <exception cref="PluginFaultException">The reply is missing, or its masks are of another size.</exception>
    public static void Reply(ExpertReply? reply, SubmittedQuestion question)
    {
        if (reply is null)
            throw new PluginFaultException("it returned null.");
        if (reply.Status == ExpertStatus.Declined && string.IsNullOrWhiteSpace(reply.Reason))
            throw new PluginFaultException("it declined without a reason.");
        if (reply.Status != ExpertStatus.Answered)
            return;
        if (reply.Answer is not { } answer)
            throw new PluginFaultException("it answered with null.");
        Planes("the answer's mask", answer.Mask, question, question.Classes);
        if (answer.Region is not null)
            Planes("the answer's region", answer.Region, question, 1);
        if (answer.Abstained is not null)
            Planes("the answer's abstentions", answer.Abstained, question, 1);
        if (answer.Seconds is { } seconds && !(seconds >= 0 && double.IsFinite(seconds)))
            throw new PluginFaultException($"the answer took {seconds} seconds; expected 0 or more.");
        if (answer.Confidence is { } confidence && !(confidence is >= 0 and <= 1))
            throw new PluginFaultException($"the answer's confidence is {confidence}; expected 0 to 1.");
    }

    /// <exception cref="PluginFaultException">The simulation is missing, of another size or out of range.</exception>
    public static void Simulation(ExpertSimulation? simulation, ExpertRequest request)
    {
        if (simulation is null)
            throw new PluginFaultException("it returned null.");
        var question = SubmittedQuestion.Of(request);
        Planes("the simulated mask", simulation.Mask, question, request.Classes);
        var values = request.Classes * question.Height * question.Width;
        if (simulation.Partition is null || simulation.Partition.Length != values)
            throw new PluginFaultException($"its partition has {simulation.Partition?.Length ?? 0} values; expected {values}.");
        if (simulation.Partition.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)2) is >= 0 and var strange)
            throw new PluginFaultException(
                $"its partition has {simulation.Partition[strange]} at {strange}; expected 0 background, 1 boundary or 2 foreground."
            );
        if (simulation.Probability is not { } probability)
            return;
        if (probability.Length != values)
            throw new PluginFaultException($"it has {probability.Length} probabilities; expected {values}.");
        if (Array.FindIndex(probability, one => !(one is >= 0 and <= 1)) is >= 0 and var wrong)
            throw new PluginFaultException($"its probability at {wrong} is {probability[wrong]}; expected 0 to 1.");
    }

    /// <exception cref="PluginFaultException">The origin is missing, names raters that are not there, or leaves a used rater out of the person's.</exception>
    public static void Origin(AnswerOrigin? origin, IRaterMasks? raters)
    {
        if (origin?.Raters is null || origin.OfPerson is null)
            throw new PluginFaultException("it returned null.");
        if (origin.OfPerson.FirstOrDefault(rater => raters is null || !raters.Raters.Contains(rater)) is { } stranger)
            throw new PluginFaultException($"it names the rater '{stranger}', whom the dataset does not have.");
        if (origin.Raters.FirstOrDefault(rater => !origin.OfPerson.Contains(rater)) is { } other)
            throw new PluginFaultException($"it uses the rater '{other}', who is not among those of the person.");
    }

    private static void Planes(string what, MaskPlanes? planes, SubmittedQuestion question, int classes)
    {
        if (planes is null)
            throw new PluginFaultException($"{what} is null.");
        if ((planes.Classes, planes.Height, planes.Width) != (classes, question.Height, question.Width))
            throw new PluginFaultException(
                $"{what} is [{planes.Classes}, {planes.Height}, {planes.Width}]; expected [{classes}, {question.Height}, {question.Width}]."
            );
    }
}

using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>What an expert must return.</summary>
internal static class ExpertCheck
{
    /// <exception cref="PluginFaultException">The descriptor is missing or out of range.</exception>
    public static void Description(ExpertDescriptor? description, string name)
    {
        if (description is null) throw new PluginFaultException("it returned null.");
        if (description.Id != name) throw new PluginFaultException($"it calls the expert '{description.Id}'; the configuration calls it '{name}'.");
        if (!(description.Cost >= 0) || !double.IsFinite(description.Cost)) throw new PluginFaultException($"its cost is {description.Cost}; expected 0 or more.");
        if (description.Capacity is { } capacity && !(capacity is >= 0 and <= 1)) throw new PluginFaultException($"its capacity is {capacity}; expected 0 to 1.");
    }

    /// <exception cref="PluginFaultException">The id is empty, or another than before for the same key.</exception>
    public static void Id(string? id, string key, string? before)
    {
        if (string.IsNullOrEmpty(id)) throw new PluginFaultException($"it returned {(id is null ? "null" : "an empty id")}; expected an id to poll with.");
        if (before is not null && before != id) throw new PluginFaultException($"it returned '{id}' for the key '{key}', which had '{before}' before; submitting a key twice is submitting it once.");
    }

    /// <exception cref="PluginFaultException">The reply is missing, or its masks are of another size.</exception>
    public static void Reply(ExpertReply? reply, SubmittedQuestion question)
    {
        if (reply is null) throw new PluginFaultException("it returned null.");
        if (reply.Status == ExpertStatus.Declined && string.IsNullOrWhiteSpace(reply.Reason)) throw new PluginFaultException("it declined without a reason.");
        if (reply.Status != ExpertStatus.Answered) return;
        if (reply.Answer is not { } answer) throw new PluginFaultException("it answered with null.");
        Planes("the answer's mask", answer.Mask, question, question.Classes);
        if (answer.Region is not null) Planes("the answer's region", answer.Region, question, 1);
        if (answer.Abstained is not null) Planes("the answer's abstentions", answer.Abstained, question, 1);
        if (answer.Seconds is { } seconds && !(seconds >= 0 && double.IsFinite(seconds))) throw new PluginFaultException($"the answer took {seconds} seconds; expected 0 or more.");
        if (answer.Confidence is { } confidence && !(confidence is >= 0 and <= 1)) throw new PluginFaultException($"the answer's confidence is {confidence}; expected 0 to 1.");
    }

    private static void Planes(string what, MaskPlanes? planes, SubmittedQuestion question, int classes)
    {
        if (planes is null) throw new PluginFaultException($"{what} is null.");
        if ((planes.Classes, planes.Height, planes.Width) != (classes, question.Height, question.Width)) throw new PluginFaultException($"{what} is [{planes.Classes}, {planes.Height}, {planes.Width}]; expected [{classes}, {question.Height}, {question.Width}].");
    }
}

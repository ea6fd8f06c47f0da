namespace DeferredSeg.PluginKit.Trials;

/// <summary>Whether two replies say the same.</summary>
internal static class Replies
{
    public static void Same(string call, ExpertReply found, ExpertReply expected, string because, string mend)
    {
        if (Difference(found, expected) is { } difference)
            throw new CheckFailure(call, difference, $"the same reply: {because}", mend);
    }

    /// <summary>A copy by value, which nothing that the source keeps can change.</summary>
    public static ExpertReply Copy(ExpertReply reply) =>
        reply.Answer is not { } answer
            ? reply
            : ExpertReply.Answered(answer with { Mask = Copy(answer.Mask)!, Region = Copy(answer.Region), Abstained = Copy(answer.Abstained) });

    public static MaskPlanes? Copy(MaskPlanes? mask) => mask is null ? null : new(mask.Height, mask.Width, mask.Classes, [.. mask.Values]);

    public static bool AreEqual(MaskPlanes? one, MaskPlanes? other) =>
        one is null || other is null
            ? one is null && other is null
            : one.Height == other.Height && one.Width == other.Width && one.Classes == other.Classes && one.Values.AsSpan().SequenceEqual(other.Values);

    private static string? Difference(ExpertReply found, ExpertReply expected)
    {
        if (found.Status != expected.Status)
            return $"it is {found.Status}, it was {expected.Status}";
        if (found.Answer is not { } answer || expected.Answer is not { } other)
            return null;
        if (!AreEqual(answer.Mask, other.Mask))
            return $"the mask is another: {answer.Mask.Values.Zip(other.Mask.Values).Count(pair => pair.First != pair.Second)} of {other.Mask.Values.Length} values differ";
        if (!AreEqual(answer.Region, other.Region))
            return "the region is another";
        if (!AreEqual(answer.Abstained, other.Abstained))
            return "the abstention is another";
        return answer.Confidence == other.Confidence ? null : $"the confidence is {answer.Confidence}, it was {other.Confidence}";
    }
}

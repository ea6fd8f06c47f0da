using DeferredSeg.Abstractions.Randomness;

namespace DeferredSeg.PluginKit.Trials;

/// <summary>A check of a source of experts.</summary>
public abstract class ExpertConformanceCheck : ConformanceCheck
{
    internal const string Describes = "expert/describe";
    internal const string Answers = "expert/answers";
    internal const string Submission = "expert/submission";
    internal const string Ownership = "expert/ownership";
    internal const string Determinism = "expert/determinism";
    internal const string RepeatedPoll = "expert/repeated-poll";
    internal const string OrderIndependence = "expert/order-independence";

    /// <inheritdoc/>
    public override CheckKind Kind => CheckKind.Expert;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes, Submission, Answers, Ownership];

    private protected sealed override CheckVerdict Examine(ConformanceSubject subject, CancellationToken cancellation)
    {
        using var trial = new ExpertTrial(subject);
        return Examine(trial, subject, cancellation);
    }

    private protected abstract CheckVerdict Examine(ExpertTrial trial, ConformanceSubject subject, CancellationToken cancellation);
}

/// <summary>A source of one expert under examination, with cases to ask about.</summary>
internal sealed class ExpertTrial : IDisposable
{
    public const string ExpertName = "trial-expert";
    public const int Height = 12;
    public const int Width = 9;
    public const int Classes = 1;

    private readonly ConformanceSettings _settings;

    public ExpertTrial(ConformanceSubject subject, IRaterMasks? raters = null)
    {
        _settings = subject.Settings;
        Source = Guarded.Call(
            "Create",
            () => subject.Plugin.ExpertSource(subject.Id).Create(new(ExpertName, subject.Options, raters ?? new TrialRaters(_settings)))
        );
        Descriptor = Guarded.Call("Describe", Source.Describe);
    }

    public static IReadOnlyList<string> CaseIds { get; } = ["case-1", "case-2", "case-3"];

    public IExpertSource Source { get; }

    public ExpertDescriptor Descriptor { get; }

    public static MaskPlanes RandomMask(StableRandom random) =>
        new(Height, Width, Classes, [.. Enumerable.Range(0, Classes * Height * Width).Select(index => (byte)(random.Uniform(index) < 0.5 ? 0 : 1))]);

    /// <summary>A question. The key follows from everything that it asks; truth is given where the descriptor needs it.</summary>
    public ExpertRequest Request(string caseId, bool withRegion = false, bool withoutTruth = false, long seed = 0, int epoch = 0) =>
        new()
        {
            Key = $"{ExpertName}/{caseId}/{seed}/{epoch}/{(withRegion ? "region" : "whole")}{(withoutTruth ? "/no-truth" : "")}",
            Case = new(caseId),
            Image = new(
                Height,
                Width,
                1,
                [.. Enumerable.Range(0, Height * Width).Select(index => (byte)StableRandom.Of(_settings.Seed, caseId).Below(index, 256))]
            ),
            Classes = Classes,
            Region = withRegion ? RandomMask(StableRandom.Of(_settings.Seed, caseId, "region")) : null,
            GroundTruth = Descriptor.NeedsGroundTruth && !withoutTruth ? RandomMask(StableRandom.Of(_settings.Seed, caseId, "truth")) : null,
            Seed = _settings.Seed + seed,
            Epoch = epoch,
        };

    public string Submit(ExpertRequest request, string call = "Submit")
    {
        var id = Guarded.Call(call, () => Source.Submit(request));
        return id.Length > 0
            ? id
            : throw new CheckFailure(call, "the id is empty", "an id to poll with", "Return the key, or an id that is the same whenever the key is the same.");
    }

    public ExpertReply Poll(string id, string call = "Poll") => Guarded.Call(call, () => Source.Poll(id));

    public ExpertReply Ask(ExpertRequest request) => Poll(Submit(request), $"Poll of the answer for {request.Case.Id}");

    public void Dispose() => Guarded.Call("Dispose", Source.Dispose);
}

/// <summary>Made-up recorded masks: every rater left one for every trial case; with gaps, the expert's namesake left one for the first case alone.</summary>
internal sealed class TrialRaters(ConformanceSettings settings, bool withGaps = false) : IRaterMasks
{
    public IReadOnlyList<string> Raters { get; } = [ExpertTrial.ExpertName, "another-rater"];

    public RaterMask Find(string caseId, string rater)
    {
        if (!Raters.Contains(rater))
            throw new ArgumentException($"There is no rater '{rater}'; there are {string.Join(", ", Raters)}.", nameof(rater));
        if (!ExpertTrial.CaseIds.Contains(caseId))
            throw new ArgumentException($"There is no case '{caseId}'; there are {string.Join(", ", ExpertTrial.CaseIds)}.", nameof(caseId));
        if (withGaps && rater == Raters[0] && caseId != ExpertTrial.CaseIds[0])
            return caseId == ExpertTrial.CaseIds[1] ? RaterMask.Missing : RaterMask.Declined;
        return RaterMask.Present(ExpertTrial.RandomMask(StableRandom.Of(settings.Seed, caseId, rater)));
    }
}

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
        {
            var differing = answer.Mask.Values.Zip(other.Mask.Values).Count(pair => pair.First != pair.Second);
            return $"the mask is another: {differing} of {other.Mask.Values.Length} values differ";
        }
        if (!AreEqual(answer.Region, other.Region))
            return "the region is another";
        if (!AreEqual(answer.Abstained, other.Abstained))
            return "the abstention is another";
        return answer.Confidence == other.Confidence ? null : $"the confidence is {answer.Confidence}, it was {other.Confidence}";
    }
}

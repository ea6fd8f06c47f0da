using DeferredSeg.Abstractions.Randomness;

namespace DeferredSeg.PluginKit.Trials;

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

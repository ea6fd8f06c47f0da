namespace DeferredSeg.Abstractions.Backbones;

/// <summary>What a decoding is for: P results, each of one image of the embedding.</summary>
public sealed record PromptBatch
{
    /// <summary>One result per image, and nothing that points at a target.</summary>
    public static PromptBatch None { get; } = new();

    /// <summary>For each of the P results the index of its image; null means one result per image, in order.</summary>
    public IReadOnlyList<int>? ImageIndex { get; init; }
}

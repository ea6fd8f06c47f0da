namespace DeferredSeg.Data.Ledgers;

/// <summary>Prompts that were made from the ground truth of a case.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="Count">How many, at least 1.</param>
public sealed record TruthPrompts(TruthPromptKind Kind, int Count);

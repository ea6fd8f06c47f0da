namespace DeferredSeg.Data.Ledgers;

/// <summary>Which prompts to the network were made from the ground truth.</summary>
public enum TruthPromptKind
{
    /// <summary>Boxes around the truth.</summary>
    Box,
}

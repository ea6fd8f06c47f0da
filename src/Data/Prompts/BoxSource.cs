namespace DeferredSeg.Data.Prompts;

/// <summary>What box prompts are made of.</summary>
public enum BoxSource
{
    /// <summary>There are none.</summary>
    None,

    /// <summary>The whole image, which tells nothing of the truth.</summary>
    WholeImage,

    /// <summary>The reference: a declared use of the truth.</summary>
    Truth,
}

namespace DeferredSeg.Abstractions.Experts;

/// <summary>What an expert is asked to do. More will follow; a source that does not know a task declines it.</summary>
public enum ExpertTask
{
    /// <summary>Outline the target within a region of the image.</summary>
    Annotate,
}

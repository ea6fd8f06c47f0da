namespace DeferredSeg.Training.Checkpoints;

/// <summary>A checkpoint cannot be written, read or used. The message names the file or folder and what to do.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>With a message for people.</summary>
    public CheckpointException(string message)
        : base(message) { }

    /// <summary>With a message for people and what lies beneath.</summary>
    public CheckpointException(string message, Exception inner)
        : base(message, inner) { }
}

namespace DeferredSeg.Training.Evaluation;

/// <summary>On which pixels a system is measured.</summary>
public enum EvaluationGrid
{
    /// <summary>Those that the network sees, after cropping and resizing.</summary>
    Network,

    /// <summary>Those of the dataset: logits are brought back bilinearly, outside of a crop the model says background and keeps the pixels.</summary>
    Native,
}

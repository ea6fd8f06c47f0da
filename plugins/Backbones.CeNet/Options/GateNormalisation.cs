namespace Backbones.CeNet.Options;

/// <summary>
/// When the channel gate of a decoder stage (CCU) normalises its values. The authors' code does so only where a batch has more than one
/// image, also in evaluation, so that the same image gives other logits alone than in company.
/// </summary>
/// <remarks>
/// In training mode all three do the same: batch statistics where the batch has more than one image; a single image is not normalised, or, with
/// <see cref="Running"/>, by running statistics.
/// </remarks>
public enum GateNormalisation
{
    /// <summary>Evaluation: not normalised, as in the authors' tests, whose batches have one image. No result depends on the rest of its batch.</summary>
    PerImage,

    /// <summary>Evaluation: running statistics where a batch has more than one image, none for a single one. As the authors' code does.</summary>
    AsBatch,

    /// <summary>
    /// Evaluation: running statistics always, as batch normalisation usually does. For networks trained here; no published result was made so.
    /// </summary>
    Running,
}

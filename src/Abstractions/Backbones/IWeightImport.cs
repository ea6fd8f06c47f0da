namespace DeferredSeg.Abstractions.Backbones;

/// <summary>
/// A backbone that takes its weights itself: one without a module, or one whose published checkpoints must be translated.
/// Without this interface the host fills <see cref="ITrainableBackbone.Module"/> by name and refuses what does not fit.
/// </summary>
public interface IWeightImport
{
    /// <summary>Copies weights in. Checks all names and shapes before it changes anything.</summary>
    /// <param name="weights">Tensors by the names in the file, on the CPU; the caller's.</param>
    /// <exception cref="ArgumentException">They are another network's; the message names the first differences.</exception>
    void ImportWeights(IReadOnlyDictionary<string, Tensor> weights);
}

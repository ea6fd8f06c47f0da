using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Losses;

/// <summary>What was computed, by name.</summary>
/// <param name="Tag">The surrogate's name in the names of its terms: DC, SM, OVA or TWO_STAGE.</param>
/// <param name="Scalars">Numbers, lists of numbers and texts.</param>
/// <param name="Arrays">Tensors, in the caller's dispose scope.</param>
internal sealed record LossResult(string Tag, IReadOnlyDictionary<string, object?> Scalars, IReadOnlyDictionary<string, Tensor> Arrays);

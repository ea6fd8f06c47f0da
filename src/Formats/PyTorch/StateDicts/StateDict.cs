using DeferredSeg.Formats.PyTorch.Values;

namespace DeferredSeg.Formats.PyTorch.StateDicts;

/// <summary>The tensors of a saved object under their dotted names, and the names of what else is there.</summary>
/// <param name="Tensors">In the order of the file.</param>
/// <param name="Ignored">Entries without tensors, and entries beside the chosen dictionary; each with its kind.</param>
internal sealed record StateDict(IReadOnlyList<(string Name, PickleTensor Tensor)> Tensors, IReadOnlyList<string> Ignored);

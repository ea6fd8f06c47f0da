using DeferredSeg.Formats.PyTorch.Storages;
using DeferredSeg.Formats.PyTorch.Values;

namespace DeferredSeg.Formats.PyTorch;

/// <summary>What a container holds, whichever it is.</summary>
/// <param name="Root">The object that was saved.</param>
/// <param name="Storages">The memory that its tensors look into, by key.</param>
internal sealed record PyTorchContent(PickleValue Root, IReadOnlyDictionary<string, StorageBytes> Storages);

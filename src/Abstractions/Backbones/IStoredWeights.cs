using System.Text.Json.Nodes;

namespace DeferredSeg.Abstractions.Backbones;

/// <summary>Reads files of weights for a backbone that runs model files: safetensors, and what torch.save writes. Nothing in them is ever executed.</summary>
public interface IWeightReader
{
    /// <summary>Opens a file; its description alone is read. The caller disposes it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException">It is damaged, of an unknown kind, or cannot be opened; the message names it.</exception>
    IStoredWeights Open(string path);
}

/// <summary>An open file of weights.</summary>
public interface IStoredWeights : IDisposable
{
    /// <summary>The shapes of the state dictionary's tensors by their names, in the order of the file.</summary>
    IReadOnlyDictionary<string, IReadOnlyList<long>> Shapes { get; }

    /// <summary>
    /// What else the saved object holds, as plain values: text, whole and real numbers, true and false, lists and dictionaries. Tensors and objects of other
    /// classes are
    /// null. Empty for safetensors.
    /// </summary>
    JsonObject Values { get; }

    /// <summary>Reads one tensor in its own type to the CPU; the caller disposes it.</summary>
    /// <exception cref="ArgumentException">There is none of the name, or the file is damaged.</exception>
    Tensor Read(string name);
}

using DeferredSeg.Formats.Tensors;
using DeferredSeg.Training.Weights;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands;

/// <summary>Named tensors of a file that a command reads.</summary>
internal static class TensorInput
{
    private const int NamesShown = 8;

    /// <summary>Reads a tensor that must be there.</summary>
    /// <exception cref="DataException">It is not there or of another type; the message names what is.</exception>
    public static Tensor Require(ITensorFile file, string path, string name, TensorDType type, string layout)
    {
        if (!file.TryGet(name, out var info)) throw new DataException($"{path} has no tensor '{name}'; it has {Some(file.Tensors)}. Save it under that name.");
        if (info.DType != type) throw new DataException($"{path}: '{name}' is {info.Form}; expected {type} {layout}.");
        return ModuleWeights.Read(file, info);
    }

    private static string Some(IReadOnlyList<TensorInfo> tensors) =>
        string.Join(", ", tensors.Take(NamesShown).Select(tensor => tensor.Name)) + (tensors.Count > NamesShown ? $" and {tensors.Count - NamesShown} more" : "");
}

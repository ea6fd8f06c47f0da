using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats.Tensors;
using static TorchSharp.torch;
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
        if (!file.TryGet(name, out var info))
            throw new DataException($"{path} has no tensor '{name}'; it has {Some(file.Tensors)}. Save it under that name.");
        if (info.DType != type)
            throw new DataException($"{path}: '{name}' is {info.Form}; expected {type} {layout}.");
        return ModuleWeights.Read(file, info);
    }

    /// <summary>Reads a tensor of numbers that may be there, as another element type.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="name">The tensor's.</param>
    /// <param name="shape">What it must be; a negative size stands for any.</param>
    /// <param name="layout">The same for people.</param>
    /// <returns>
    /// Float64, so that whole numbers and single precision are kept exactly, on the CPU, the caller's; null where the file has none of the name.
    /// </returns>
    /// <exception cref="DataException">It is of another shape, or has a value that is not finite.</exception>
    public static Tensor? Numbers(ITensorFile file, string path, string name, IReadOnlyList<long> shape, string layout)
    {
        if (!file.TryGet(name, out var info))
            return null;
        if (info.Shape.Length != shape.Count || info.Shape.Zip(shape).Any(pair => pair.Second >= 0 && pair.First != pair.Second))
            throw new DataException($"{path}: '{name}' is {info.Form}; expected {layout}.");
        using var values = ModuleWeights.Read(file, info);
        var numbers = values.to_type(ScalarType.Float64);
        using var finite = numbers.isfinite();
        using var all = finite.all();
        if (all.item<bool>())
            return numbers;
        numbers.Dispose();
        throw new DataException($"{path}: '{name}' has values that are not finite.");
    }

    private static string Some(IReadOnlyList<TensorInfo> tensors) =>
        string.Join(", ", tensors.Take(NamesShown).Select(tensor => tensor.Name))
        + (tensors.Count > NamesShown ? $" and {tensors.Count - NamesShown} more" : "");
}

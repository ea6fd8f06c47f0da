using DeferredSeg.Engine.Weights;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands;

/// <summary>Named tensors that a command writes.</summary>
internal static class TensorOutput
{
    /// <summary>Writes a .safetensors file, whole or not at all.</summary>
    /// <exception cref="DataException">It cannot be written.</exception>
    public static void Save(IReadOnlyDictionary<string, Tensor> tensors, string file)
    {
        try
        {
            ModuleWeights.Save(tensors, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{file} could not be written: {e.Message} Choose a folder that is there and may be written to.", e);
        }
    }
}

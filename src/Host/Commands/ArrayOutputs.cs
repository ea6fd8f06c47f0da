using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Numpy;
using DeferredSeg.Formats.Tensors;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands;

/// <summary>Named arrays into one file, by its extension: all of them as .safetensors or .npz, a chosen one as .npy or, where it is a mask, as .png.</summary>
internal static class ArrayOutputs
{
    /// <summary>What a command says of its <c>--output</c>.</summary>
    public const string Syntax = "The file to write: .safetensors or .npz for all arrays, .npy or .png for";

    /// <summary>Refuses a file of no known kind, so that nothing is computed in vain.</summary>
    /// <exception cref="DataException">The extension is none of these.</exception>
    public static void Require(string file)
    {
        if (Extension(file) is not (".safetensors" or ".npz" or ".npy" or ".png"))
            throw new DataException($"{file} ends in '{Extension(file)}'; arrays are written as .safetensors, .npz, .npy or .png: choose such a name.");
    }

    /// <summary>Writes, whole or not at all.</summary>
    /// <param name="arrays">By name.</param>
    /// <param name="main">The array that a file with a single one gets.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="DataException">The file cannot be written, or the array is no mask <c>[H, W]</c> and the file an image.</exception>
    public static void Save(IReadOnlyDictionary<string, Tensor> arrays, string main, string file)
    {
        Require(file);
        try
        {
            switch (Extension(file))
            {
                case ".safetensors":
                    TensorOutput.Save(arrays, file);
                    break;
                case ".npz":
                    NumpyWriter.WriteArchive(file, [.. arrays.Select(one => Describe(one.Key, one.Value))], (info, stream) => Write(arrays[info.Name], stream));
                    break;
                case ".npy":
                    NumpyWriter.WriteArray(file, Describe(main, arrays[main]), (_, stream) => Write(arrays[main], stream));
                    break;
                default:
                    ImageFile.Write(file, Picture(arrays[main], main, file));
                    break;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw TextFile.NotWritten(file, e);
        }
    }

    private static string Extension(string file) => Path.GetExtension(file).ToLowerInvariant();

    private static TensorInfo Describe(string name, Tensor tensor) => new(name, ModuleWeights.TypeOf(tensor), tensor.shape);

    private static void Write(Tensor tensor, Stream stream)
    {
        using var scope = torch.NewDisposeScope();
        stream.Write(tensor.detach().cpu().contiguous().bytes);
    }

    private static RasterImage Picture(Tensor mask, string name, string file)
    {
        using var scope = torch.NewDisposeScope();
        var plane = mask.dim() > 2 && mask.shape[..^2].All(size => size == 1) ? mask.reshape(mask.shape[^2..]) : mask;
        if (plane.dim() != 2 || plane.dtype != torch.ScalarType.Byte)
            throw new DataException(
                $"{file}: '{name}' is {mask.dtype} [{string.Join(", ", mask.shape)}]; an image holds one mask [H, W]. Choose a .npy or .safetensors file."
            );
        return new((int)plane.shape[0], (int)plane.shape[1], 1, 8, [.. plane.contiguous().bytes.ToArray().Select(value => (ushort)(value == 0 ? 0 : 255))]);
    }
}

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
            throw TextFile.NotWritten(file, e);
        }
    }
}

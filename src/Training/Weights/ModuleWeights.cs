using DeferredSeg.Formats.Errors;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Training.Weights;

/// <summary>Moves weights between files and modules. Values go from the file straight into the tensors' own memory.</summary>
public static class ModuleWeights
{
    private const string BatchCounter = "num_batches_tracked";

    /// <summary>
    /// Fills a module from a file. All names and shapes are compared before the first value is read, so a module is either
    /// filled or untouched. Element types may differ: values are then converted, one tensor at a time.
    /// </summary>
    /// <remarks>
    /// A file may lack the batch counters of batch normalisation (<c>num_batches_tracked</c>), as old and converted checkpoints do; the module's stay.
    /// </remarks>
    /// <param name="module">Its parameters and persistent buffers are overwritten, whatever device they are on.</param>
    /// <param name="file">An open file; the caller disposes it.</param>
    /// <exception cref="WeightFileException">Names or shapes differ (the message lists all differences), or the file is damaged.</exception>
    public static void Load(nn.Module module, ITensorFile file)
    {
        var report = Compare(module, file);
        if (report.Missing.Any(tensor => !IsBatchCounter(tensor.Name)) || report.Unexpected.Count > 0 || report.WrongShape.Count > 0)
            throw new WeightFileException(file.Path, null, $"these are not the weights of this {module.GetName()}: {report}");
        using var frozen = no_grad();
        foreach (var (name, target) in module.state_dict())
        {
            if (file.TryGet(name, out var tensor))
                Fill(target, file, tensor);
        }
    }

    /// <summary>What a module has and a file has, side by side.</summary>
    public static StateDictReport Compare(nn.Module module, ITensorFile file) =>
        StateDictReport.Compare([.. module.state_dict().Select(entry => Describe(entry.Key, entry.Value))], file.Tensors);

    /// <summary>Reads one tensor, in its own element type, to the CPU. The caller disposes it.</summary>
    /// <exception cref="WeightFileException">The file is damaged.</exception>
    public static Tensor Read(ITensorFile file, TensorInfo tensor)
    {
        var result = empty([.. tensor.Shape], TensorTypes.Of(tensor.DType));
        file.Read(tensor.Name, result.bytes);
        return result;
    }

    /// <summary>Writes a module's parameters and persistent buffers as safetensors.</summary>
    /// <exception cref="IOException">The file cannot be written; an existing one stays as it was.</exception>
    public static void Save(nn.Module module, string path) => Save(module.state_dict(), path);

    /// <summary>Writes tensors by name as safetensors.</summary>
    /// <exception cref="IOException">The file cannot be written; an existing one stays as it was.</exception>
    public static void Save(IReadOnlyDictionary<string, Tensor> tensors, string path) =>
        SafetensorsWriter.Write(
            path,
            [.. tensors.Select(entry => Describe(entry.Key, entry.Value))],
            (info, stream) =>
            {
                using var scope = NewDisposeScope();
                stream.Write(tensors[info.Name].detach().cpu().contiguous().bytes);
            }
        );

    private static void Fill(Tensor target, ITensorFile file, TensorInfo tensor)
    {
        if (target.device_type == DeviceType.CPU && target.is_contiguous() && target.dtype == TensorTypes.Of(tensor.DType))
        {
            file.Read(tensor.Name, target.bytes);
            return;
        }
        using var values = Read(file, tensor);
        target.copy_(values);
    }

    /// <summary>The element type that a tensor has in a file.</summary>
    /// <exception cref="NotSupportedException">Files hold no such type.</exception>
    public static TensorDType TypeOf(Tensor tensor) => TensorTypes.Of(tensor.dtype);

    private static TensorInfo Describe(string name, Tensor tensor) => new(name, TypeOf(tensor), tensor.shape);

    private static bool IsBatchCounter(string name) => name == BatchCounter || name.EndsWith("." + BatchCounter, StringComparison.Ordinal);
}

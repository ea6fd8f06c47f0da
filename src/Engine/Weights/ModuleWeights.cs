using System.Diagnostics.CodeAnalysis;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Engine.Weights;

/// <summary>Moves weights between files and modules. Values go from the file straight into the tensors' own memory.</summary>
public static class ModuleWeights
{
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
        if (report.Missing.Any(tensor => !WeightParts.IsBatchCounter(tensor.Name)) || report.Unexpected.Count > 0 || report.WrongShape.Count > 0)
            throw new WeightFileException(file.Path, null, $"these are not the weights of this {module.GetName()}: {report}");
        using var frozen = no_grad();
        foreach (var (name, target) in module.state_dict())
        {
            if (file.TryGet(name, out var tensor))
                Fill(target, file, tensor);
        }
    }

    /// <summary>Fills a module from a whole file; see <see cref="Load"/>.</summary>
    /// <param name="module">The module.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="WeightFileException">The file is damaged, or belongs to another network.</exception>
    public static void LoadFile(nn.Module module, string path)
    {
        using var file = WeightFile.Open(path);
        Load(module, file);
    }

    /// <summary>What a module has and a file has, side by side.</summary>
    public static StateDictReport Compare(nn.Module module, ITensorFile file) => StateDictReport.Compare(Expected(module), file.Tensors);

    /// <summary>The tensors that a module has: its parameters and persistent buffers.</summary>
    public static IReadOnlyList<TensorInfo> Expected(nn.Module module) => [.. module.state_dict().Select(entry => Describe(entry.Key, entry.Value))];

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
}

/// <summary>Several weight files as one, such as a published checkpoint and the routing channels that were trained upon it.</summary>
public sealed class JoinedWeights : ITensorFile
{
    private readonly IReadOnlyList<ITensorFile> _files;
    private readonly Dictionary<string, ITensorFile> _owner = new(StringComparer.Ordinal);

    /// <summary>Takes over the files; they are closed with it, also where joining them fails.</summary>
    /// <param name="files">At least one; names come in the files' order.</param>
    /// <exception cref="WeightFileException">A name is in two of them.</exception>
    public JoinedWeights(IReadOnlyList<ITensorFile> files)
    {
        _files = files;
        foreach (var (file, name) in files.SelectMany(file => file.Tensors.Select(tensor => (file, tensor.Name))))
        {
            if (_owner.TryAdd(name, file))
                continue;
            Dispose();
            throw new WeightFileException(file.Path, null, $"it holds '{name}', as {_owner[name].Path} does; files that are joined have no name in common.");
        }
        Tensors = [.. files.SelectMany(file => file.Tensors)];
    }

    /// <inheritdoc/>
    public string Path => string.Join(" and ", _files.Select(file => file.Path));

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> Tensors { get; } = [];

    /// <summary>None: what the single files say need not hold for all.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public bool TryGet(string name, [NotNullWhen(true)] out TensorInfo? tensor)
    {
        tensor = null;
        return _owner.TryGetValue(name, out var file) && file.TryGet(name, out tensor);
    }

    /// <inheritdoc/>
    public void Read(string name, Span<byte> destination) =>
        (_owner.GetValueOrDefault(name) ?? throw new KeyNotFoundException($"{Path} have no tensor '{name}'.")).Read(name, destination);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }
}

/// <summary>The element types of files as torch's, and back.</summary>
internal static class TensorTypes
{
    private static readonly (TensorDType File, ScalarType Torch)[] _pairs =
    [
        (TensorDType.Float64, ScalarType.Float64),
        (TensorDType.Float32, ScalarType.Float32),
        (TensorDType.Float16, ScalarType.Float16),
        (TensorDType.BFloat16, ScalarType.BFloat16),
        (TensorDType.Int64, ScalarType.Int64),
        (TensorDType.Int32, ScalarType.Int32),
        (TensorDType.Int16, ScalarType.Int16),
        (TensorDType.Int8, ScalarType.Int8),
        (TensorDType.UInt8, ScalarType.Byte),
        (TensorDType.Bool, ScalarType.Bool),
    ];

    public static ScalarType Of(TensorDType type) => _pairs.First(pair => pair.File == type).Torch;

    public static TensorDType Of(ScalarType type) =>
        _pairs.Any(pair => pair.Torch == type)
            ? _pairs.First(pair => pair.Torch == type).File
            : throw new NotSupportedException($"Weight files hold no {type}; convert the tensor first.");
}

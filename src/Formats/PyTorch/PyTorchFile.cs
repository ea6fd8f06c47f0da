using System.Diagnostics.CodeAnalysis;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.PyTorch;

/// <summary>
/// Reads what torch.save writes (<c>.pth</c>, <c>.pt</c>): the zip form and the legacy form before it, pickle protocols
/// 0 to 5. The pickle is interpreted by a list of what weights need and never executed; anything else is refused
/// by name and byte. Tensors of any strides are handed out row-major.
/// </summary>
public sealed class PyTorchFile : ITensorFile
{
    private readonly ByteSource _source;
    private readonly PyTorchContent _content;
    private readonly Dictionary<string, (TensorInfo Info, PickleTensor Tensor)> _byName;

    private PyTorchFile(ByteSource source, PyTorchContent content, StateDict chosen)
    {
        _source = source;
        _content = content;
        Ignored = chosen.Ignored;
        _byName = chosen.Tensors.ToDictionary(
            pair => pair.Name,
            pair => (new TensorInfo(pair.Name, pair.Tensor.DType, pair.Tensor.Shape.AsSpan()), pair.Tensor),
            StringComparer.Ordinal
        );
        Tensors = [.. chosen.Tensors.Select(pair => _byName[pair.Name].Info)];
    }

    private static PyTorchFile Interpret(ByteSource source, WeightFileOptions options)
    {
        PyTorchContent content = WeightFileForms.Detect(source) switch
        {
            WeightFileForm.PyTorchZip => ZipContainer.Read(source),
            WeightFileForm.PyTorchLegacy => LegacyContainer.Read(source),
            WeightFileForm.Safetensors => throw source.Refuse(0, "the file is safetensors, not written by torch.save"),
            _ => throw source.Refuse(0, WeightFileForms.Describe(source)),
        };
        return new(source, content, StateDictChoice.Choose(content.Root, options.Root, source));
    }

    /// <inheritdoc/>
    public string Path => _source.Name;

    /// <summary>The tensors of the state dict, in its order, under their dotted names.</summary>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>Always empty: the format carries no free text.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <summary>
    /// What the file holds apart from <see cref="Tensors"/>: entries of the state dict without tensors, and entries next to it,
    /// such as an optimizer; each as its dotted name and kind.
    /// </summary>
    public IReadOnlyList<string> Ignored { get; }

    /// <summary>The whole object that was saved, for callers who want an optimizer's state or statistics.</summary>
    public PickleValue Root => _content.Root;

    /// <summary>All tensors of the file under their dotted names, those beside the state dict too. It shares this file, which the caller closes.</summary>
    /// <exception cref="WeightFileException">Two have one name.</exception>
    public PyTorchFile Whole() => new(_source, _content, StateDictChoice.Everything(Root, _source));

    /// <summary>Opens a file; only its description is read.</summary>
    /// <exception cref="WeightFileException">The file is damaged, or holds something that is refused.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static PyTorchFile Open(string path, WeightFileOptions? options = null) => Open(FileBytes.Open(path), options);

    /// <summary>Opens a file that is in memory; <paramref name="name"/> stands for its path in messages.</summary>
    /// <exception cref="WeightFileException">The content is damaged, or holds something that is refused.</exception>
    public static PyTorchFile Open(ReadOnlyMemory<byte> content, string name, WeightFileOptions? options = null) =>
        Open(new MemoryBytes(name, content), options);

    /// <inheritdoc/>
    public bool TryGet(string name, [NotNullWhen(true)] out TensorInfo? tensor) => (tensor = _byName.GetValueOrDefault(name).Info) is not null;

    /// <inheritdoc/>
    public void Read(string name, Span<byte> destination)
    {
        if (!_byName.TryGetValue(name, out (TensorInfo Info, PickleTensor Tensor) found))
            throw TensorRequest.Unknown(this, name);
        TensorRequest.RequireLength(name, found.Info.ByteCount, destination);
        Gather(found.Tensor, destination);
    }

    /// <summary>Reads a tensor from anywhere in <see cref="Root"/>: row-major, contiguous, little-endian.</summary>
    /// <param name="tensor">A tensor of this file.</param>
    /// <param name="destination">Exactly <see cref="PickleTensor.ByteCount"/> bytes.</param>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    /// <exception cref="WeightFileException">The file is damaged, or changed since it was opened.</exception>
    public void Read(PickleTensor tensor, Span<byte> destination)
    {
        TensorRequest.RequireLength("the tensor", tensor.ByteCount, destination);
        Gather(tensor, destination);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _source.Dispose();

    /// <summary>Takes the source over, also when it is refused.</summary>
    internal static PyTorchFile Open(ByteSource source, WeightFileOptions? options)
    {
        try
        {
            return Interpret(source, options ?? new WeightFileOptions());
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private void Gather(PickleTensor tensor, Span<byte> destination)
    {
        using StoragePass pass = _content.Storages[tensor.Storage.Key].BeginPass();
        TensorGather.Read(pass, tensor.Storage.ByteOffset, tensor.Layout, tensor.DType.ElementSize(), destination);
    }
}

/// <summary>What a container holds, whichever it is.</summary>
/// <param name="Root">The object that was saved.</param>
/// <param name="Storages">The memory that its tensors look into, by key.</param>
internal sealed record PyTorchContent(PickleValue Root, IReadOnlyDictionary<string, StorageBytes> Storages);

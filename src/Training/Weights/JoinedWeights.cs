using System.Diagnostics.CodeAnalysis;
using DeferredSeg.Formats.Errors;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Training.Weights;

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

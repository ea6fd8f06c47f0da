using System.Diagnostics.CodeAnalysis;

namespace DeferredSeg.Formats.Tensors;

/// <summary>Those tensors of a file whose names begin alike, under what follows.</summary>
public sealed class TensorPart : ITensorFile
{
    private readonly ITensorFile _file;
    private readonly Dictionary<string, (TensorInfo Info, string InFile)> _byName;

    /// <summary>Takes the file over; it is closed with this.</summary>
    /// <param name="file">An open file.</param>
    /// <param name="prefix">What the names begin with, such as <c>module.</c>; empty for all.</param>
    /// <param name="except">Tells, by its name without the prefix, that a tensor is left out; null leaves none out.</param>
    public TensorPart(ITensorFile file, string prefix, Func<string, bool>? except = null)
        : this(file, prefix, name => name[prefix.Length..], except) { }

    /// <summary>Takes the file over; it is closed with this.</summary>
    /// <param name="file">An open file.</param>
    /// <param name="prefix">What the names begin with; empty for all.</param>
    /// <param name="rename">The name here of a tensor in the file that begins so.</param>
    /// <param name="except">Tells, by its name here, that a tensor is left out; null leaves none out.</param>
    /// <exception cref="ArgumentException">Two would have one name.</exception>
    public TensorPart(ITensorFile file, string prefix, Func<string, string> rename, Func<string, bool>? except)
    {
        _file = file;
        Prefix = prefix;
        (TensorInfo Info, string InFile)[] tensors =
        [
            .. file
                .Tensors.Where(tensor => tensor.Name.Length > prefix.Length && tensor.Name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(tensor => (new TensorInfo(rename(tensor.Name), tensor.DType, tensor.Shape.AsSpan()), tensor.Name))
                .Where(one => except?.Invoke(one.Item1.Name) != true),
        ];
        Tensors = [.. tensors.Select(one => one.Info)];
        _byName = tensors.ToDictionary(one => one.Info.Name, StringComparer.Ordinal);
    }

    /// <summary>What stands before each name in the file.</summary>
    public string Prefix { get; }

    /// <summary>The file, and the part where it is not all of it.</summary>
    public string Path => Prefix.Length == 0 ? _file.Path : $"{_file.Path} (beneath {Quoted.Text(Prefix)})";

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata => _file.Metadata;

    /// <inheritdoc/>
    public bool TryGet(string name, [NotNullWhen(true)] out TensorInfo? tensor) => (tensor = _byName.GetValueOrDefault(name).Info) is not null;

    /// <inheritdoc/>
    public void Read(string name, Span<byte> destination)
    {
        if (!_byName.TryGetValue(name, out (TensorInfo Info, string InFile) found))
            throw TensorRequest.Unknown(this, name);
        _file.Read(found.InFile, destination);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();
}

using System.Text.Json;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Safetensors;

/// <summary>
/// Reads the JSON of a header token by token. A deserialiser would keep the last of two equal keys and
/// accept 1e3 for 1000; both have been used to make two readers see two different files.
/// </summary>
internal ref struct SafetensorsHeaderWalk(ReadOnlySpan<byte> json, ByteSource source)
{
    private const string MetadataKey = SafetensorsHeader.MetadataKey;

    private readonly Dictionary<string, SafetensorsEntry> _entries = new(StringComparer.Ordinal);
    private SafetensorsToken _token = new(json, source);
    private Dictionary<string, string>? _metadata;

    /// <summary>In the order of the header.</summary>
    public readonly IEnumerable<SafetensorsEntry> Entries => _entries.Values;

    public readonly IReadOnlyDictionary<string, string> Metadata => _metadata ?? [];

    public void Run()
    {
        _token.Next();
        while (_token.NextProperty())
        {
            long at = _token.Offset;
            string name = _token.Text("a tensor's name");
            _token.Next();
            if (name == MetadataKey)
                ReadMetadata(at);
            else
                ReadTensor(name, at);
        }

        _token.RequireEnd();
    }

    private void ReadMetadata(long at)
    {
        if (_metadata is not null)
            throw source.Refuse(at, $"the key '{MetadataKey}' is there twice");
        if (_token.Kind != JsonTokenType.StartObject)
            throw _token.Refuse($"'{MetadataKey}' must be an object of strings, found {_token.Kind}");
        _metadata = new(StringComparer.Ordinal);
        while (_token.NextProperty())
        {
            long keyAt = _token.Offset;
            string key = _token.Text("a key", MetadataKey);
            _token.Next();
            if (_token.Kind != JsonTokenType.String)
                throw _token.Refuse($"'{MetadataKey}' must hold strings only, but {Quoted.Text(key)} is {_token.Kind}");
            if (!_metadata.TryAdd(key, _token.Text("the text", key)))
                throw source.Refuse(keyAt, $"the key {Quoted.Text(key)} of '{MetadataKey}' is there twice");
        }
    }

    private void ReadTensor(string name, long at)
    {
        if (_token.Kind != JsonTokenType.StartObject)
            throw _token.Refuse($"tensor {Quoted.Text(name)} must be an object with dtype, shape and data_offsets, found {_token.Kind}");
        if (_entries.Count == SafetensorsLimits.Tensors)
            throw source.Refuse(at, $"more than {SafetensorsLimits.Tensors} tensors");
        TensorDType? dtype = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (_token.NextProperty())
        {
            if (_token.Is("dtype"u8))
            {
                BeginField(dtype is null, name);
                dtype = ReadDType(name);
            }
            else if (_token.Is("shape"u8))
            {
                BeginField(shape is null, name);
                shape = _token.Numbers("the shape", name, SafetensorsLimits.Rank);
            }
            else if (_token.Is("data_offsets"u8))
            {
                BeginField(offsets is null, name);
                offsets = _token.Numbers("data_offsets", name, 2);
            }
            else
            {
                _token.Next();
                _token.Skip();
            }
        }

        Require(dtype is not null, name, "dtype", at);
        Require(shape is not null, name, "shape", at);
        Require(offsets is not null, name, "data_offsets", at);
        if (!_entries.TryAdd(name, Entry(name, dtype!.Value, shape!, offsets!, at)))
            throw source.Refuse(at, $"the tensor {Quoted.Text(name)} is there twice");
    }

    private void BeginField(bool isFirst, string tensor)
    {
        if (!isFirst)
            throw _token.Refuse($"the field {Quoted.Text(_token.Text("a field", tensor))} of tensor {Quoted.Text(tensor)} is there twice");
        _token.Next();
    }

    private TensorDType ReadDType(string tensor)
    {
        string name =
            _token.Kind == JsonTokenType.String
                ? _token.Text("the dtype", tensor)
                : throw _token.Refuse($"the dtype of tensor {Quoted.Text(tensor)} must be a string, found {_token.Kind}");
        return SafetensorsDType.Parse(name)
            ?? throw _token.Refuse($"unknown dtype {Quoted.Text(name)} of tensor {Quoted.Text(tensor)}; known are {SafetensorsDType.Names}");
    }

    private readonly void Require(bool present, string tensor, string field, long at)
    {
        if (!present)
            throw source.Refuse(at, $"tensor {Quoted.Text(tensor)} lacks the field '{field}'");
    }

    private readonly SafetensorsEntry Entry(string name, TensorDType dtype, long[] shape, long[] offsets, long at)
    {
        if (offsets.Length != 2)
            throw source.Refuse(at, $"data_offsets of tensor {Quoted.Text(name)} must be two numbers, begin and end, found {offsets.Length}");
        if (!TensorInfo.TryCount(shape, dtype.ElementSize(), out _))
            throw source.Refuse(at, $"the shape [{string.Join(", ", shape)}] of tensor {Quoted.Text(name)} overflows: its bytes exceed 2^63 - 1");
        return new SafetensorsEntry(new TensorInfo(name, dtype, shape), offsets[0], offsets[1], at);
    }
}

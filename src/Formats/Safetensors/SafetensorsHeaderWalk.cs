using System.Text.Json;

using DeferredSeg.Formats.Bytes;
using DeferredSeg.Formats.Errors;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Safetensors;

/// <summary>
/// Reads the JSON of a header token by token. A deserialiser would keep the last of two equal keys and
/// accept 1e3 for 1000; both have been used to make two readers see two different files.
/// </summary>
internal ref struct SafetensorsHeaderWalk(ReadOnlySpan<byte> json, ByteSource source)
{
    private const string MetadataKey = "__metadata__";

    private readonly Dictionary<string, SafetensorsEntry> entries = new(StringComparer.Ordinal);
    private SafetensorsToken token = new(json, source);
    private Dictionary<string, string>? metadata;

    /// <summary>In the order of the header.</summary>
    public readonly IEnumerable<SafetensorsEntry> Entries => entries.Values;

    public readonly IReadOnlyDictionary<string, string> Metadata => metadata ?? [];

    public void Run()
    {
        token.Next();
        while (token.NextProperty())
        {
            long at = token.Offset;
            string name = token.Text("a tensor's name");
            token.Next();
            if (name == MetadataKey)
                ReadMetadata(at);
            else
                ReadTensor(name, at);
        }

        token.RequireEnd();
    }

    private void ReadMetadata(long at)
    {
        if (metadata is not null)
            throw source.Refuse(at, $"the key '{MetadataKey}' is there twice");
        if (token.Kind != JsonTokenType.StartObject)
            throw token.Refuse($"'{MetadataKey}' must be an object of strings, found {token.Kind}");
        metadata = new(StringComparer.Ordinal);
        while (token.NextProperty())
        {
            long keyAt = token.Offset;
            string key = token.Text("a key", MetadataKey);
            token.Next();
            if (token.Kind != JsonTokenType.String)
                throw token.Refuse($"'{MetadataKey}' must hold strings only, but {Quoted.Text(key)} is {token.Kind}");
            if (!metadata.TryAdd(key, token.Text("the text", key)))
                throw source.Refuse(keyAt, $"the key {Quoted.Text(key)} of '{MetadataKey}' is there twice");
        }
    }

    private void ReadTensor(string name, long at)
    {
        if (token.Kind != JsonTokenType.StartObject)
            throw token.Refuse($"tensor {Quoted.Text(name)} must be an object with dtype, shape and data_offsets, found {token.Kind}");
        if (entries.Count == SafetensorsLimits.Tensors)
            throw source.Refuse(at, $"more than {SafetensorsLimits.Tensors} tensors");
        TensorDType? dtype = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (token.NextProperty())
        {
            if (token.Is("dtype"u8))
            {
                BeginField(dtype is null, name);
                dtype = ReadDType(name);
            }
            else if (token.Is("shape"u8))
            {
                BeginField(shape is null, name);
                shape = token.Numbers("the shape", name, SafetensorsLimits.Rank);
            }
            else if (token.Is("data_offsets"u8))
            {
                BeginField(offsets is null, name);
                offsets = token.Numbers("data_offsets", name, 2);
            }
            else
            {
                token.Next();
                token.Skip();
            }
        }

        Require(dtype is not null, name, "dtype", at);
        Require(shape is not null, name, "shape", at);
        Require(offsets is not null, name, "data_offsets", at);
        if (!entries.TryAdd(name, Entry(name, dtype!.Value, shape!, offsets!, at)))
            throw source.Refuse(at, $"the tensor {Quoted.Text(name)} is there twice");
    }

    private void BeginField(bool isFirst, string tensor)
    {
        if (!isFirst)
            throw token.Refuse($"the field {Quoted.Text(token.Text("a field", tensor))} of tensor {Quoted.Text(tensor)} is there twice");
        token.Next();
    }

    private TensorDType ReadDType(string tensor)
    {
        string name = token.Kind == JsonTokenType.String
            ? token.Text("the dtype", tensor)
            : throw token.Refuse($"the dtype of tensor {Quoted.Text(tensor)} must be a string, found {token.Kind}");
        return SafetensorsDType.Parse(name)
            ?? throw token.Refuse($"unknown dtype {Quoted.Text(name)} of tensor {Quoted.Text(tensor)}; known are {SafetensorsDType.Names}");
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

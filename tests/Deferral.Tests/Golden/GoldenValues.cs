using System.Runtime.InteropServices;
using System.Text.Json;
using DeferredSeg.Formats.Safetensors;

namespace DeferredSeg.Deferral.Tests.Golden;

/// <summary>Reference values as plain data: arrays of a safetensors file and numbers of the json file next to it.</summary>
internal sealed class GoldenValues : IDisposable
{
    private readonly SafetensorsFile _arrays;
    private readonly JsonDocument _numbers;

    public GoldenValues(string group)
    {
        var stem = Path.Combine(AppContext.BaseDirectory, "Golden", group, group);
        _arrays = SafetensorsFile.Open(stem + ".safetensors");
        _numbers = JsonDocument.Parse(File.ReadAllText(stem + ".json"));
    }

    public JsonElement Numbers => _numbers.RootElement;

    public bool Has(string name) => _arrays.TryGet(name, out _);

    public long[] Shape(string name) => [.. Info(name).Shape];

    public byte[] Bytes(string name)
    {
        Assert.Equal(Formats.Tensors.TensorDType.UInt8, Info(name).DType);
        var values = new byte[Shape(name).Aggregate(1L, (a, b) => a * b)];
        _arrays.Read(name, values);
        return values;
    }

    public double[] Doubles(string name)
    {
        Assert.Equal(Formats.Tensors.TensorDType.Float64, Info(name).DType);
        var values = new double[Shape(name).Aggregate(1L, (a, b) => a * b)];
        _arrays.Read(name, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    public void Dispose()
    {
        _arrays.Dispose();
        _numbers.Dispose();
    }

    private Formats.Tensors.TensorInfo Info(string name)
    {
        Assert.True(_arrays.TryGet(name, out var info), $"{name} is not in {_arrays.Path}");
        return info;
    }
}

using System.Runtime.InteropServices;
using System.Text.Json;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;

namespace Experts.Synthetic.Tests.Golden;

/// <summary>The reference masks, partitions, probabilities and expert masks.</summary>
internal sealed class GoldenExperts : IDisposable
{
    private static readonly string _stem = Path.Combine(AppContext.BaseDirectory, "Golden", "experts", "experts");

    private readonly SafetensorsFile _arrays = SafetensorsFile.Open(_stem + ".safetensors");
    private readonly JsonDocument _numbers = JsonDocument.Parse(File.ReadAllText(_stem + ".json"));

    public JsonElement Settings => _numbers.RootElement.GetProperty("settings");

    public JsonElement Masks => _numbers.RootElement.GetProperty("masks");

    public MaskPlanes Mask(string name)
    {
        var shape = Shape($"{name}/mask");
        return new((int)shape[0], (int)shape[1], 1, Values<byte>($"{name}/mask", TensorDType.UInt8));
    }

    public T[] Values<T>(string name, TensorDType type)
        where T : unmanaged
    {
        Assert.True(_arrays.TryGet(name, out var info), $"{name} is not in {_arrays.Path}");
        Assert.Equal(type, info.DType);
        var values = new T[Shape(name).Aggregate(1L, (a, b) => a * b)];
        _arrays.Read(name, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    public void Dispose()
    {
        _arrays.Dispose();
        _numbers.Dispose();
    }

    private long[] Shape(string name) => _arrays.TryGet(name, out var info) ? [.. info.Shape] : throw new KeyNotFoundException(name);
}

using System.Text.Json;
using DeferredSeg.Formats.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Routing;

/// <summary>One of the float64 references of the paper's equations.</summary>
internal sealed class GoldenDeferral : IDisposable
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "Golden", "deferral");

    private readonly SafetensorsFile _tensors;
    private readonly JsonDocument _numbers;

    public GoldenDeferral(string name)
    {
        _tensors = SafetensorsFile.Open(Path.Combine(_folder, $"{name}.safetensors"));
        _numbers = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, $"{name}.json")));
    }

    public static TheoryData<string> All =>
        [.. Directory.GetFiles(_folder, "*.safetensors").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public double[] Numbers(string key) => [.. _numbers.RootElement.GetProperty(key).EnumerateArray().Select(number => number.GetDouble())];

    public double Real(string key) => _numbers.RootElement.GetProperty(key).GetDouble();

    public int Number(string key) => _numbers.RootElement.GetProperty(key).GetInt32();

    public Tensor Tensor(string name)
    {
        Assert.True(_tensors.TryGet(name, out var info), $"{name} is not in {_tensors.Path}");
        var type = info.DType switch
        {
            Formats.Tensors.TensorDType.Float64 => ScalarType.Float64,
            Formats.Tensors.TensorDType.Int64 => ScalarType.Int64,
            Formats.Tensors.TensorDType.UInt8 => ScalarType.Byte,
            _ => throw new InvalidDataException($"{name} is {info.Form}"),
        };
        var tensor = empty([.. info.Shape], type);
        _tensors.Read(name, tensor.bytes);
        return tensor;
    }

    public void Dispose()
    {
        _tensors.Dispose();
        _numbers.Dispose();
    }
}

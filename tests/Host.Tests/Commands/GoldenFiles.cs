using System.Text.Json;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats.Safetensors;
using TorchSharp;

namespace DeferredSeg.Host.Tests.Commands;

/// <summary>Compares what a command wrote with reference values of the same names.</summary>
internal static class GoldenFiles
{
    public static string Of(string group, string name) => Path.Combine(AppContext.BaseDirectory, "Golden", group, name);

    public static JsonElement Json(string group, string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Of(group, name)));
        return document.RootElement.Clone();
    }

    /// <summary>Everything that is expected is there; what else is there does not matter. Null may be left out.</summary>
    public static int AssertNumbers(JsonElement expected, JsonElement actual, string path, double tolerance)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                return expected
                    .EnumerateObject()
                    .Sum(one =>
                    {
                        var there = actual.TryGetProperty(one.Name, out var value);
                        Assert.True(there || one.Value.ValueKind == JsonValueKind.Null, $"{path}.{one.Name} is missing");
                        return there ? AssertNumbers(one.Value, value, $"{path}.{one.Name}", tolerance) : 1;
                    });
            case JsonValueKind.Array:
                Assert.True(expected.GetArrayLength() == actual.GetArrayLength(), $"{path} has {actual.GetArrayLength()} values");
                return expected
                    .EnumerateArray()
                    .Zip(actual.EnumerateArray())
                    .Select((pair, i) => AssertNumbers(pair.First, pair.Second, $"{path}[{i}]", tolerance))
                    .Sum();
            case JsonValueKind.Number:
                Assert.True(actual.ValueKind == JsonValueKind.Number, $"{path} is {actual}");
                var (wanted, found) = (expected.GetDouble(), actual.GetDouble());
                Assert.True(Math.Abs(wanted - found) <= tolerance * Math.Max(1, Math.Abs(wanted)), $"{path} is {found:R}; expected {wanted:R}");
                return 1;
            default:
                Assert.True(expected.ToString() == actual.ToString(), $"{path} is {actual}; expected {expected}");
                return 1;
        }
    }

    /// <summary>Every array of the reference that a filter lets through is in the other file, with the same shape and values.</summary>
    public static int AssertArrays(string expected, string actual, Func<string, bool> filter, double tolerance)
    {
        using var scope = torch.NewDisposeScope();
        using var wanted = SafetensorsFile.Open(expected);
        using var found = SafetensorsFile.Open(actual);
        var compared = 0;
        foreach (var info in wanted.Tensors.Where(info => filter(info.Name)))
        {
            Assert.True(found.TryGet(info.Name, out var other), $"{info.Name} is missing");
            Assert.True(info.Shape.SequenceEqual(other.Shape), $"{info.Name} is {other.Form}; expected {info.Form}");
            var reference = ModuleWeights.Read(wanted, info).to_type(torch.ScalarType.Float64);
            var difference = (ModuleWeights.Read(found, other).to_type(torch.ScalarType.Float64) - reference).abs() - reference.abs().clamp_min(1) * tolerance;
            Assert.True(info.ElementCount == 0 || difference.max().ToDouble() <= 0, $"{info.Name} differs by more than {tolerance}");
            compared++;
        }
        return compared;
    }
}

using System.Text.Json;
using DeferredSeg.Deferral.Tests.Golden;

namespace DeferredSeg.Deferral.Tests.Measures;

/// <summary>A prediction and a truth of 40 x 48 pixels with their reference values.</summary>
internal sealed record GoldenPair(byte[] Prediction, byte[] Truth, int Height, int Width, JsonElement Numbers)
{
    public static TheoryData<string> Names
    {
        get
        {
            using var golden = new GoldenValues("metrics");
            return [.. golden.Numbers.GetProperty("overlap_and_surface").EnumerateObject().Select(one => one.Name)];
        }
    }

    public static GoldenPair Of(string name)
    {
        using var golden = new GoldenValues("metrics");
        var shape = golden.Shape($"pair/{name}/pred");
        return new(
            golden.Bytes($"pair/{name}/pred"),
            golden.Bytes($"pair/{name}/truth"),
            (int)shape[0],
            (int)shape[1],
            golden.Numbers.GetProperty("overlap_and_surface").GetProperty(name).Clone()
        );
    }

    /// <summary>NaN for what the reference leaves undefined.</summary>
    public static double Number(JsonElement numbers, string key) =>
        numbers.GetProperty(key) is { ValueKind: not JsonValueKind.Null } number ? number.GetDouble() : double.NaN;
}

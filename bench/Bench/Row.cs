using System.Text.Json;

namespace DeferredSeg.Bench;

/// <summary>A line of rows.json: what is measured, and how often. The Python side reads the same file.</summary>
/// <param name="Id">Names the body on both sides.</param>
/// <param name="Title">What the table calls it.</param>
/// <param name="Unit">ns and ms: time of a call. GFLOP/s: the rate.</param>
/// <param name="Calls">Calls in a repeat; the repeat's time is divided by them.</param>
/// <param name="Repeats">Repeats in a process.</param>
/// <param name="Warmup">Seconds of calls that are not counted.</param>
/// <param name="Flop">Floating-point operations of a call, for a rate.</param>
/// <param name="Long">Measured with --long only.</param>
/// <param name="Alone">Measured in processes that run nothing else, so that their peak of memory is the row's.</param>
/// <param name="Onnx">Also measured in ONNX Runtime: bench/python/export.py has a network of that name.</param>
internal sealed record Row(
    string Id,
    string Title,
    string Unit,
    int Calls,
    int Repeats,
    double Warmup,
    double Flop = 0,
    bool Long = false,
    bool Alone = false,
    bool Onnx = false
)
{
    private static readonly JsonSerializerOptions _options = new() { PropertyNameCaseInsensitive = true };

    public static IReadOnlyList<Row> Read(string file) => JsonSerializer.Deserialize<Row[]>(File.ReadAllText(file), _options)!;

    /// <summary>Seconds of a call in the row's unit.</summary>
    public double InUnit(double seconds) =>
        Unit switch
        {
            "ns" => seconds * 1e9,
            "ms" => seconds * 1e3,
            "GFLOP/s" => Flop / seconds / 1e9,
            _ => throw new InvalidDataException($"rows.json: {Id} has the unit '{Unit}', expected ns, ms or GFLOP/s."),
        };
}

namespace DeferredSeg.Bench;

/// <summary>The columns that a run may have, by the names that bench/worker knows, and the ratios between them.</summary>
internal static class Sides
{
    private const string OnnxRuntime = "onnxruntime";
    private const string OursTuned = "csharp-tuned";

    /// <summary>In the order of the table, with its headings.</summary>
    public static readonly IReadOnlyList<(string Name, string Head)> All =
    [
        ("csharp-default", "C# default"),
        ("python-default", "Python default"),
        (OursTuned, "C# tuned"),
        ("python-tuned", "Python tuned"),
        ("python-openmp", "Python OpenMP"),
        (OnnxRuntime, "ONNX Runtime"),
    ];

    public static readonly Ratio Default = new("ratio default", "csharp-default", "python-default");
    public static readonly Ratio Tuned = new("ratio tuned", OursTuned, "python-tuned");
    public static readonly Ratio OpenMp = new("ratio OpenMP", OursTuned, "python-openmp");
    public static readonly Ratio Onnx = new("ratio ONNX", OursTuned, OnnxRuntime);
    public static readonly IReadOnlyList<Ratio> Ratios = [Default, Tuned, OpenMp, Onnx];

    /// <summary>Whether the processes of a column have a body for a row.</summary>
    public static bool Measures(string name, Row row) => name != OnnxRuntime || row.Onnx;

    /// <summary>The time of one column over that of another.</summary>
    internal sealed record Ratio(string Head, string Ours, string Other);
}

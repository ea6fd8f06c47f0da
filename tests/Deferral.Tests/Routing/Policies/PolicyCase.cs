using DeferredSeg.Abstractions.Heads;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Routing.Policies;

/// <summary>Drawn logits, as a tensor and pixel by pixel. Its tensors belong to the scope it is made in.</summary>
internal sealed class PolicyCase
{
    public PolicyCase(Random random, int? experts = null, bool isTied = false, bool isImage = false, int largest = 7, long[]? shape = null)
    {
        Experts = experts ?? random.Next(1, 6);
        Shape = shape ?? [random.Next(1, 4), .. Enumerable.Range(0, isImage ? 2 : random.Next(1, 4)).Select(_ => (long)random.Next(1, largest))];
        // Multiples of 1/4: sums and differences are exact, and most pixels have equals.
        Func<double> draw = isTied ? () => random.Next(-4, 5) / 4.0 : () => random.NextDouble() * 8 - 4;
        Rows = [.. Enumerable.Range(0, (int)Shape.Aggregate((a, b) => a * b)).Select(_ => Enumerable.Range(0, Experts + 1).Select(_ => draw()).ToArray())];
        PredictorRows = [.. Rows.Select(_ => draw())];
        var last = (long)Shape.Length;
        using var rows = tensor(Rows.SelectMany(row => row).ToArray(), [.. Shape, Experts + 1]);
        Logits = rows.permute([0, last, .. Range(1, last)]).contiguous();
        Predictor = tensor(PredictorRows, [Shape[0], 1, .. Shape[1..]]);

        static long[] Range(long from, long to) => [.. Enumerable.Range((int)from, (int)(to - from)).Select(i => (long)i)];
    }

    public int Experts { get; }

    /// <summary>[B, ...].</summary>
    public long[] Shape { get; }

    public int Pixels => Rows.Length;

    /// <summary>J + 1 logits of each pixel, in batch-major order.</summary>
    public double[][] Rows { get; }

    public double[] PredictorRows { get; }

    public Tensor Logits { get; }

    public Tensor Predictor { get; }

    public static RoutingParameterisation Parameterisation(Random random) => (RoutingParameterisation)random.Next(3);
}

namespace Backbones.MedSam.Tests;

/// <summary>Resizing a line of 8-bit samples by the triangle filter, sum by sum.</summary>
internal static class Triangle
{
    public static double[] Resize(double[] line, int length)
    {
        if (length == line.Length)
            return line;
        var scale = line.Length / (double)length;
        var support = Math.Max(1, scale);
        return
        [
            .. Enumerable
                .Range(0, length)
                .Select(i =>
                {
                    var weights = line.Select((_, k) => Math.Max(0, 1 - Math.Abs((k + 0.5 - (i + 0.5) * scale) / support))).ToArray();
                    return line.Zip(weights, (value, weight) => value * weight).Sum() / weights.Sum();
                }),
        ];
    }

    public static bool IsHalf(double value) => Math.Abs(value - Math.Floor(value) - 0.5) < 1e-3;

    public static double Round(double value) => Math.Floor(value + 0.5);
}

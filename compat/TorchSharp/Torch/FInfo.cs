namespace TorchSharp;

public static partial class torch
{
    /// <summary>The limits of a floating point type.</summary>
    public struct FInfo
    {
        public int bits;
        public double eps;
        public double max;
        public double min;
        public double tiny;
        public double smallest_normal;
        public double resolution;
    }

    public static FInfo finfo(ScalarType dtype) => dtype switch
    {
        ScalarType.Float32 => new() { bits = 32, eps = 1.1920928955078125e-07, max = float.MaxValue, min = float.MinValue, tiny = 1.1754943508222875e-38, smallest_normal = 1.1754943508222875e-38, resolution = 1e-06 },
        ScalarType.Float64 => new() { bits = 64, eps = 2.220446049250313e-16, max = double.MaxValue, min = double.MinValue, tiny = 2.2250738585072014e-308, smallest_normal = 2.2250738585072014e-308, resolution = 1e-15 },
        ScalarType.Float16 => new() { bits = 16, eps = 0.0009765625, max = 65504, min = -65504, tiny = 6.103515625e-05, smallest_normal = 6.103515625e-05, resolution = 1e-03 },
        ScalarType.BFloat16 => new() { bits = 16, eps = 0.0078125, max = 3.3895313892515355e+38, min = -3.3895313892515355e+38, tiny = 1.1754943508222875e-38, smallest_normal = 1.1754943508222875e-38, resolution = 1e-02 },
        _ => throw new ArgumentException($"'dtype' must be floating point, it is {dtype}.", nameof(dtype)),
    };
}

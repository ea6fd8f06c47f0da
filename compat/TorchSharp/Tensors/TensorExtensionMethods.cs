namespace TorchSharp;

/// <summary>Reading a one-element tensor as a number, and sizes of types.</summary>
public static class TensorExtensionMethods
{
    public static float ToSingle(this torch.Tensor value) => (float)Number(value);

    public static double ToDouble(this torch.Tensor value) => Number(value);

    public static int ToInt32(this torch.Tensor value) => checked((int)ToInt64(value));

    public static long ToInt64(this torch.Tensor value) => value.ToScalar().ToInt64();

    public static byte ToByte(this torch.Tensor value) => checked((byte)ToInt64(value));

    public static bool ToBoolean(this torch.Tensor value) => value.ToScalar().ToBoolean();

    public static Modules.Parameter AsParameter(this torch.Tensor tensor) => new(tensor);

    public static int ElementSize(this torch.ScalarType type) => type switch
    {
        torch.ScalarType.Byte or torch.ScalarType.Int8 or torch.ScalarType.Bool => 1,
        torch.ScalarType.Int16 or torch.ScalarType.Float16 or torch.ScalarType.BFloat16 => 2,
        torch.ScalarType.Int32 or torch.ScalarType.Float32 => 4,
        torch.ScalarType.Int64 or torch.ScalarType.Float64 or torch.ScalarType.ComplexFloat32 => 8,
        torch.ScalarType.ComplexFloat64 => 16,
        _ => throw new NotSupportedException($"{type} is no element type of a tensor."),
    };

    public static long TotalSize(this IEnumerable<long> shape) => shape.Aggregate(1L, (product, size) => product * size);

    // Reading through memory costs a tenth of a trip through the dispatcher, and training loops read losses every step.
    private static double Number(torch.Tensor value) => value.dtype switch
    {
        torch.ScalarType.Float32 => value.item<float>(),
        torch.ScalarType.Float64 => value.item<double>(),
        _ => value.ToScalar().ToDouble(),
    };
}

using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Safetensors;

/// <summary>The format's names of element types, and the order in which its reference writer lays them out.</summary>
internal static class SafetensorsDType
{
    /// <summary>Smallest alignment first, as in the reference implementation.</summary>
    private static readonly (string Name, TensorDType DType)[] _known =
    [
        ("BOOL", TensorDType.Bool),
        ("U8", TensorDType.UInt8),
        ("I8", TensorDType.Int8),
        ("I16", TensorDType.Int16),
        ("F16", TensorDType.Float16),
        ("BF16", TensorDType.BFloat16),
        ("I32", TensorDType.Int32),
        ("F32", TensorDType.Float32),
        ("F64", TensorDType.Float64),
        ("I64", TensorDType.Int64),
    ];

    /// <summary>For messages: every name that is read.</summary>
    public static string Names { get; } = string.Join(", ", _known.Select(entry => entry.Name));

    public static TensorDType? Parse(string name) => Array.FindIndex(_known, entry => entry.Name == name) is >= 0 and var index ? _known[index].DType : null;

    public static string NameOf(TensorDType dtype) => _known[RankOf(dtype)].Name;

    /// <summary>The position in the reference writer's order.</summary>
    public static int RankOf(TensorDType dtype) => Array.FindIndex(_known, entry => entry.DType == dtype);
}

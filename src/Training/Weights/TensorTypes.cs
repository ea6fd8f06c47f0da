using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Training.Weights;

/// <summary>The element types of files as torch's, and back.</summary>
internal static class TensorTypes
{
    private static readonly (TensorDType File, ScalarType Torch)[] _pairs =
    [
        (TensorDType.Float64, ScalarType.Float64),
        (TensorDType.Float32, ScalarType.Float32),
        (TensorDType.Float16, ScalarType.Float16),
        (TensorDType.BFloat16, ScalarType.BFloat16),
        (TensorDType.Int64, ScalarType.Int64),
        (TensorDType.Int32, ScalarType.Int32),
        (TensorDType.Int16, ScalarType.Int16),
        (TensorDType.Int8, ScalarType.Int8),
        (TensorDType.UInt8, ScalarType.Byte),
        (TensorDType.Bool, ScalarType.Bool),
    ];

    public static ScalarType Of(TensorDType type) => _pairs.First(pair => pair.File == type).Torch;

    public static TensorDType Of(ScalarType type) =>
        _pairs.Any(pair => pair.Torch == type)
            ? _pairs.First(pair => pair.Torch == type).File
            : throw new NotSupportedException($"Weight files hold no {type}; convert the tensor first.");
}

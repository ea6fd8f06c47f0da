using System.Collections.Frozen;
using DeferredSeg.Formats.PyTorch.Values;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.PyTorch.Pickle;

/// <summary>Every name that a file may refer to, and what it stands for. All other names are refused.</summary>
internal static class PickleAllowList
{
    private static readonly FrozenDictionary<(string Module, string Name), PickleValue> _allowed = Build().ToFrozenDictionary();

    public static PickleValue? Find(string module, string name) => _allowed.GetValueOrDefault((module, name));

    private static Dictionary<(string Module, string Name), PickleValue> Build()
    {
        Dictionary<(string Module, string Name), PickleValue> names = [];
        void Allow(string module, string name, PickleFunction function) => names.Add((module, name), new PickleCallable($"{module}.{name}", function));
        void AllowStorage(string module, string name, TensorDType? dtype) => names.Add((module, name), new PickleStorageClass($"{module}.{name}", dtype));

        Allow("collections", "OrderedDict", PickleFunction.OrderedDict);
        Allow("collections", "Counter", PickleFunction.Counter);
        Allow("_codecs", "encode", PickleFunction.Encode);
        foreach (string builtins in (string[])["builtins", "__builtin__"])
        {
            Allow(builtins, "set", PickleFunction.Set);
            Allow(builtins, "frozenset", PickleFunction.Set);
            Allow(builtins, "bytes", PickleFunction.Bytes);
            Allow(builtins, "bytearray", PickleFunction.Bytes);
        }

        Allow("torch", "Size", PickleFunction.Size);
        Allow("torch", "device", PickleFunction.Device);
        Allow("torch._utils", "_rebuild_tensor", PickleFunction.RebuildTensor);
        Allow("torch._utils", "_rebuild_tensor_v2", PickleFunction.RebuildTensorV2);
        Allow("torch._utils", "_rebuild_tensor_v3", PickleFunction.RebuildTensorV3);
        Allow("torch._utils", "_rebuild_parameter", PickleFunction.RebuildParameter);
        Allow("torch._utils", "_rebuild_parameter_with_state", PickleFunction.RebuildParameterWithState);

        foreach ((string dtypeName, string storageName, TensorDType dtype) in TorchNames())
        {
            names.Add(("torch", dtypeName), new PickleDType(dtype));
            AllowStorage("torch", storageName, dtype);
            AllowStorage("torch.cuda", storageName, dtype);
        }

        foreach (string untyped in (string[])["UntypedStorage", "_UntypedStorage", "TypedStorage", "_TypedStorage"])
            AllowStorage("torch.storage", untyped, null);
        AllowStorage("torch", "UntypedStorage", null);
        return names;
    }

    private static (string DType, string Storage, TensorDType Value)[] TorchNames() =>
        [
            ("float64", "DoubleStorage", TensorDType.Float64),
            ("float32", "FloatStorage", TensorDType.Float32),
            ("float16", "HalfStorage", TensorDType.Float16),
            ("bfloat16", "BFloat16Storage", TensorDType.BFloat16),
            ("int64", "LongStorage", TensorDType.Int64),
            ("int32", "IntStorage", TensorDType.Int32),
            ("int16", "ShortStorage", TensorDType.Int16),
            ("int8", "CharStorage", TensorDType.Int8),
            ("uint8", "ByteStorage", TensorDType.UInt8),
            ("bool", "BoolStorage", TensorDType.Bool),
        ];
}

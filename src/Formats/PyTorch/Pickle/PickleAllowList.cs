using System.Collections.Frozen;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.PyTorch.Pickle;

/// <summary>Every name that weights need, and what it stands for. Other names are refused, but for those of <see cref="InertNames"/>.</summary>
internal static class PickleAllowList
{
    private static readonly FrozenDictionary<(string Module, string Name), PickleValue> _allowed = Build().ToFrozenDictionary();

    public static PickleValue? Find(string module, string name) => _allowed.GetValueOrDefault((module, name)) ?? InertNames.Find(module, name);

    private static Dictionary<(string Module, string Name), PickleValue> Build()
    {
        Dictionary<(string Module, string Name), PickleValue> names = [];
        void Allow(string module, string name, PickleFunction function) => names.Add((module, name), new PickleCallable($"{module}.{name}", function));
        void AllowStorage(string module, string name, TensorDType? dtype) => names.Add((module, name), new PickleStorageClass($"{module}.{name}", dtype));

        Allow("collections", "OrderedDict", PickleCalls.OrderedDict);
        Allow("collections", "Counter", PickleCalls.Counter);
        Allow("collections", "defaultdict", PickleCalls.DefaultDictionary);
        Allow("copyreg", "_reconstructor", PickleCalls.Reconstructed);
        Allow("copy_reg", "_reconstructor", PickleCalls.Reconstructed);
        Allow("_codecs", "encode", PickleCalls.Encode);
        foreach (string builtins in (string[])["builtins", "__builtin__"])
        {
            Allow(builtins, "set", PickleCalls.Set);
            Allow(builtins, "frozenset", PickleCalls.Set);
            Allow(builtins, "bytes", PickleCalls.Bytes);
            Allow(builtins, "bytearray", PickleCalls.Bytes);
        }

        Allow("torch", "Size", PickleCalls.Size);
        Allow("torch", "device", PickleCalls.Device);
        Allow("torch._utils", "_rebuild_tensor", TensorRebuild.Version1);
        Allow("torch._utils", "_rebuild_tensor_v2", TensorRebuild.Version2);
        Allow("torch._utils", "_rebuild_tensor_v3", TensorRebuild.Version3);
        Allow("torch._utils", "_rebuild_parameter", TensorRebuild.Parameter);
        Allow("torch._utils", "_rebuild_parameter_with_state", TensorRebuild.ParameterWithState);
        Allow("torch._tensor", "_rebuild_from_type_v2", TensorRebuild.OfType);

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

/// <summary>A name that a file refers to. It exists while the file is interpreted and never in the finished tree.</summary>
internal abstract class PickleGlobal(string name) : PickleValue
{
    public string Name { get; } = name;

    public override string Kind => Name;
}

/// <summary>A reference to one of the allowed callables.</summary>
internal sealed class PickleCallable(string name, PickleFunction function) : PickleGlobal(name)
{
    public PickleFunction Function { get; } = function;
}

/// <summary>
/// What stands for a callable that a file may name: code of this reader, which makes plain data of the arguments. What the file names is never looked
/// up or run.
/// </summary>
internal delegate PickleValue PickleFunction(PickleArguments arguments, PickleBudget budget);

/// <summary>A reference to a storage class; an untyped storage counts bytes.</summary>
internal sealed class PickleStorageClass(string name, TensorDType? dtype) : PickleGlobal(name)
{
    public TensorDType? DType { get; } = dtype;

    public int ElementSize => DType?.ElementSize() ?? 1;
}

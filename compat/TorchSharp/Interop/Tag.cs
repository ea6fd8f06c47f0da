namespace TorchSharp.Interop;

/// <summary>What a <see cref="Value"/> holds; the numbers are native/abi.h's.</summary>
internal enum Tag
{
    None = 0,
    Tensor = 1,
    Double = 2,
    Long = 3,
    Bool = 4,
    Longs = 5,
    Doubles = 6,
    Bools = 7,
    Tensors = 8,
    String = 9,
    Generator = 10,
    Device = 11,
}

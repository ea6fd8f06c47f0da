namespace DeferredSeg.Formats.Tests.Building;

/// <summary>Whole pickles that several tests use.</summary>
internal static class Pickles
{
    /// <summary>A bare tensor.</summary>
    public static byte[] Tensor(string storageClass, string key, long elements, long offset, ReadOnlySpan<long> shape, ReadOnlySpan<long> strides) =>
        Pickle.Protocol(2).Tensor(storageClass, key, elements, offset, shape, strides).Stop();

    /// <summary>A dict with one tensor of two bytes, in the storage 0.</summary>
    public static byte[] OneTensor(string name = "w") => Pickle.Protocol(2).Op('}').Text(name).Tensor("ByteStorage", "0", 2, 0, [2], [1]).Op('s').Stop();

    /// <summary>A bare uint8 tensor in a part of the legacy storage k.</summary>
    public static byte[] LegacyView(long rootElements, long viewOffset, long viewElements, long[] shape, long offset) =>
        Pickle
            .Protocol(2)
            .Global("torch._utils", "_rebuild_tensor")
            .Op('(')
            .Op('(')
            .Text("storage")
            .Global("torch", "ByteStorage")
            .Text("k")
            .Text("cpu")
            .Integer(rootElements)
            .Op('(')
            .Text("part")
            .Integer(viewOffset)
            .Integer(viewElements)
            .Op('t')
            .Op('t')
            .Op('Q')
            .Integer(offset)
            .Integers(shape)
            .Integers(1)
            .Op('t')
            .Op('R')
            .Stop();
}

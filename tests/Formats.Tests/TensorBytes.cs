using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Tests;

/// <summary>Reads tensors into arrays of their own.</summary>
internal static class TensorBytes
{
    public static byte[] Of(ITensorFile file, TensorInfo tensor)
    {
        byte[] bytes = new byte[tensor.ByteCount];
        file.Read(tensor.Name, bytes);
        return bytes;
    }

    public static byte[] Of(ITensorFile file, string name) =>
        file.TryGet(name, out TensorInfo? tensor) ? Of(file, tensor) : throw new KeyNotFoundException(name);
}

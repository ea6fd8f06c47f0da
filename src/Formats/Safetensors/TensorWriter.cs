using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Safetensors;

/// <summary>
/// Writes one tensor's values: row-major, little-endian, exactly <see cref="TensorInfo.ByteCount"/> bytes, in as many pieces as it likes.
/// </summary>
/// <param name="tensor">The tensor whose turn it is.</param>
/// <param name="destination">Takes the bytes; it can only be written to, and must not be kept.</param>
public delegate void TensorWriter(TensorInfo tensor, Stream destination);

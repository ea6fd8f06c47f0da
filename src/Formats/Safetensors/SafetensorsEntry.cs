using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Safetensors;

/// <summary>A tensor of a header.</summary>
/// <param name="Tensor">Its description.</param>
/// <param name="Begin">Its first byte, counted from the end of the header.</param>
/// <param name="End">The byte after its last, counted likewise.</param>
/// <param name="DeclaredAt">Where the header names it, in bytes from the start of the file.</param>
internal sealed record SafetensorsEntry(TensorInfo Tensor, long Begin, long End, long DeclaredAt);

namespace DeferredSeg.Abstractions.Backbones.Prompts;

/// <summary>Encoded prompts. It owns its tensors.</summary>
/// <param name="Sparse">One token per point and box corner, <c>[P, N, C]</c>; N may be 0.</param>
/// <param name="Dense">What is added to the image's embedding, <c>[P, C, h, w]</c>.</param>
public sealed record PromptTokens(Tensor Sparse, Tensor Dense) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Sparse.Dispose();
        Dense.Dispose();
    }
}

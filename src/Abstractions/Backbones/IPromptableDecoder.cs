namespace DeferredSeg.Abstractions.Backbones;

/// <summary>
/// A prompted decoder in its three steps, so that a module may sit between them: prompts become tokens, tokens and image look at each
/// other, and what comes out is projected to masks. The three in a row are <see cref="ISegmentorBackbone.Decode"/>.
/// </summary>
/// <remarks>Ownership is that of <see cref="ISegmentorBackbone"/>: what goes in and what comes out is the caller's.</remarks>
public interface IPromptableDecoder
{
    /// <summary>Prompts as tokens.</summary>
    /// <exception cref="ArgumentException">A prompt is of a kind that the network does not take.</exception>
    PromptTokens EncodePrompts(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default);

    /// <summary>Lets tokens and image attend to each other.</summary>
    MixedTokens Mix(Embedding embedding, PromptBatch prompts, PromptTokens tokens, CancellationToken cancellation = default);

    /// <summary>Projects to logits and features.</summary>
    SegmentationOutput Project(Embedding embedding, PromptBatch prompts, MixedTokens mixed, CancellationToken cancellation = default);
}

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

/// <summary>Tokens and image after they attended to each other. It owns its tensors.</summary>
/// <param name="Tokens">The decoder's own tokens (masks, scores, routing), then the prompts': <c>[P, T, C]</c>, in the network's order.</param>
/// <param name="Image"><c>[P, C, h, w]</c>.</param>
public sealed record MixedTokens(Tensor Tokens, Tensor Image) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Tokens.Dispose();
        Image.Dispose();
    }
}

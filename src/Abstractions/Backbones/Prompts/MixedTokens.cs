namespace DeferredSeg.Abstractions.Backbones.Prompts;

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

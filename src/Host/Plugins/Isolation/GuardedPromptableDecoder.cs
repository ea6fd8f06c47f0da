using DeferredSeg.Abstractions.Backbones;
using TorchSharp;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>The steps of a plugin's decoder, guarded as the backbone's own calls are. It lives as long as its backbone.</summary>
internal sealed class GuardedPromptableDecoder(GuardedBackbone backbone, IPromptableDecoder inner, torch.Device device) : IPromptableDecoder
{
    /// <exception cref="ArgumentException">
    /// A prompt is of a kind that the backbone does not take, names an image that is not there, or is refused by the plugin.
    /// </exception>
    /// <exception cref="PluginCallException">The call went wrong.</exception>
    public PromptTokens EncodePrompts(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        var count = backbone.Count(embedding, prompts);
        return backbone.Prompted(
            "EncodePrompts",
            prompts,
            stop => Detached.From(inner.EncodePrompts(Detached.Aliases(embedding), Detached.Aliases(prompts), stop)),
            tokens => Check(tokens, count),
            cancellation
        );
    }

    /// <exception cref="ArgumentException">See <see cref="EncodePrompts"/>.</exception>
    /// <exception cref="PluginCallException">The call went wrong.</exception>
    public MixedTokens Mix(Embedding embedding, PromptBatch prompts, PromptTokens tokens, CancellationToken cancellation = default)
    {
        var count = backbone.Count(embedding, prompts);
        return backbone.Prompted(
            "Mix",
            prompts,
            stop => Detached.From(inner.Mix(Detached.Aliases(embedding), Detached.Aliases(prompts), Detached.Aliases(tokens), stop)),
            mixed => Check(mixed, tokens, count),
            cancellation
        );
    }

    /// <exception cref="ArgumentException">See <see cref="EncodePrompts"/>.</exception>
    /// <exception cref="PluginCallException">The call went wrong.</exception>
    public SegmentationOutput Project(Embedding embedding, PromptBatch prompts, MixedTokens mixed, CancellationToken cancellation = default)
    {
        var count = backbone.Count(embedding, prompts);
        return backbone.Prompted(
            "Project",
            prompts,
            stop => Detached.From(inner.Project(Detached.Aliases(embedding), Detached.Aliases(prompts), Detached.Aliases(mixed), stop)),
            output => backbone.Check(output, embedding, prompts, count),
            cancellation
        );
    }

    /// <summary>Whether the two are there and fit each other and the prompts.</summary>
    private void Check(PromptTokens? tokens, int count)
    {
        if (tokens is null)
            throw new PluginFaultException("it returned null.");
        TensorCheck.Expect("the sparse tokens", tokens.Sparse, [count, -1, -1], device, backbone.IsFinal);
        long[] dense = [count, tokens.Sparse.shape[2], .. BackboneCheck.AnySizes(backbone.Description)];
        TensorCheck.Expect("the dense prompt", tokens.Dense, dense, device, backbone.IsFinal);
    }

    /// <summary>Whether they are there, of the tokens' channels and the image's size.</summary>
    private void Check(MixedTokens? mixed, PromptTokens tokens, int count)
    {
        if (mixed is null)
            throw new PluginFaultException("it returned null.");
        TensorCheck.Expect("the mixed tokens", mixed.Tokens, [count, -1, tokens.Sparse.shape[2]], device, backbone.IsFinal);
        TensorCheck.Expect("the mixed image", mixed.Image, tokens.Dense.shape, device, backbone.IsFinal);
        if (mixed.Tokens.shape[1] < tokens.Sparse.shape[1])
            throw new PluginFaultException(
                $"there are {mixed.Tokens.shape[1]} mixed tokens for {tokens.Sparse.shape[1]} of the prompts; the prompts' are among them."
            );
    }
}

using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Backbones.Prompts;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>The steps of a plugin's decoder, guarded as the backbone's own calls are. It lives as long as its backbone.</summary>
internal sealed class GuardedPromptableDecoder(GuardedBackbone backbone, IPromptableDecoder inner, BackboneCheck check) : IPromptableDecoder
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
            tokens => check.Tokens(tokens, count, backbone.IsFinal),
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
            mixed => check.Mixed(mixed, tokens, count, backbone.IsFinal),
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
}

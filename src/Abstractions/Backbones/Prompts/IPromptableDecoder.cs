namespace DeferredSeg.Abstractions.Backbones.Prompts;

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

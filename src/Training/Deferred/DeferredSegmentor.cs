using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;

namespace DeferredSeg.Training.Deferred;

/// <summary>Any backbone with a deferral head around it: images in, segmentation and routing out (DeferredSeg, Sec. 4.1).</summary>
/// <remarks>Both parts stay the caller's to dispose.</remarks>
public sealed class DeferredSegmentor
{
    /// <summary>Puts the two together.</summary>
    /// <param name="backbone">The segmentation network.</param>
    /// <param name="head">The head, made for the backbone's decoder channels and classes.</param>
    /// <exception cref="ArgumentException">The head needs a backbone that routes natively and this one does not.</exception>
    public DeferredSegmentor(ISegmentorBackbone backbone, IDeferralHead head)
    {
        if (head.Describe() is { NeedsNativeRouting: true } description && !backbone.Describe().RoutesNatively) throw new ArgumentException($"The head {description.Id} needs a backbone that routes natively; {backbone.Describe().Id} does not.", nameof(head));
        Backbone = backbone;
        Head = head;
    }

    /// <summary>The segmentation network.</summary>
    public ISegmentorBackbone Backbone { get; }

    /// <summary>The deferral head.</summary>
    public IDeferralHead Head { get; }

    /// <summary>Segments and routes images, one result per image.</summary>
    /// <param name="images">float32 <c>[B, C, H, W]</c> as the backbone's input rule says.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    public DeferredOutput Segment(Tensor images, CancellationToken cancellation = default)
    {
        using var embedding = Backbone.Encode(images, EncodeRequest.None, cancellation);
        return Segment(embedding, PromptBatch.None, cancellation);
    }

    /// <summary>Segments and routes what was encoded before, one result per prompt.</summary>
    /// <param name="embedding">What the backbone encoded.</param>
    /// <param name="prompts">Which image each result is for, and what points at its target.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    public DeferredOutput Segment(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        var segmentation = Backbone.Decode(embedding, prompts, cancellation);
        try
        {
            return new(segmentation, Head.Route(segmentation, cancellation));
        }
        catch
        {
            segmentation.Dispose();
            throw;
        }
    }
}

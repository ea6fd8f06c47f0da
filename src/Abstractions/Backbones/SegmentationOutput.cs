namespace DeferredSeg.Abstractions.Backbones;

/// <summary>What a decoding gives. It owns its tensors.</summary>
public sealed class SegmentationOutput : IDisposable
{
    /// <summary>Takes over the tensors.</summary>
    /// <param name="logits">float32 <c>[P, K, H, W]</c>, before any sigmoid or softmax.</param>
    /// <param name="features">The decoder's last map, <c>[P, C, h, w]</c>.</param>
    public SegmentationOutput(Tensor logits, Tensor features)
    {
        Logits = logits;
        Features = features;
    }

    /// <summary><c>[P, K, H, W]</c>, before any sigmoid or softmax.</summary>
    public Tensor Logits { get; }

    /// <summary>The decoder's last map, <c>[P, C, h, w]</c>: what a deferral head reads.</summary>
    public Tensor Features { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Logits.Dispose();
        Features.Dispose();
    }
}

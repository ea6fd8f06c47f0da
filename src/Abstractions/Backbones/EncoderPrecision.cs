namespace DeferredSeg.Abstractions.Backbones;

/// <summary>The numbers that an encoder's convolutions, products and activations compute with. Weights, norms, sums and results are float32 always.</summary>
public enum EncoderPrecision
{
    /// <summary>As published.</summary>
    Float32,

    /// <summary>bfloat16, of 8 significant bits: faster on processors that have it, and embeddings that differ in the third digit.</summary>
    Bfloat16,
}

namespace Backbones.MedSam;

/// <summary>The numbers that the image encoder's attention and perceptrons compute with. Weights, residual stream, norms and results are float32 always.</summary>
public enum EncoderPrecision
{
    /// <summary>As published.</summary>
    Float32,

    /// <summary>Matrix products, attention and activations in bfloat16: about half the time on processors that have it, and embeddings that differ in the third digit.</summary>
    Bfloat16,
}

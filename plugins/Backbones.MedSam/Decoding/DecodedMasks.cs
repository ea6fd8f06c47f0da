namespace Backbones.MedSam.Decoding;

/// <summary>What the decoder gives, at a quarter of the input's size: h and w are the embedding's. It owns its tensors.</summary>
/// <param name="Logits">The single answer, <c>[P, 1, 4 h, 4 w]</c>.</param>
/// <param name="Features">The enlarged image, <c>[P, C / 8, 4 h, 4 w]</c>.</param>
/// <param name="Scores">The predicted IoU of all four masks, <c>[P, 4]</c>: of the single answer, then of the hypotheses.</param>
/// <param name="Hypotheses">The three hypotheses, <c>[P, 3, 4 h, 4 w]</c>; null where they were not asked for.</param>
/// <param name="Routing">Routing logits <c>[P, J + 1, 4 h, 4 w]</c>; null without native routing.</param>
/// <param name="Predictor">The predictor's logit <c>[P, 1, 4 h, 4 w]</c>; null without native routing.</param>
public sealed record DecodedMasks(Tensor Logits, Tensor Features, Tensor Scores, Tensor? Hypotheses, Tensor? Routing, Tensor? Predictor) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in All)
            tensor?.Dispose();
    }

    internal DecodedMasks Leave()
    {
        foreach (var tensor in All)
            tensor?.MoveToOuterDisposeScope();
        return this;
    }

    private Tensor?[] All => [Logits, Features, Scores, Hypotheses, Routing, Predictor];
}

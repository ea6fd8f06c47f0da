namespace Backbones.Sam2;

/// <summary>
/// Where the single answer's outline hangs on the exact threshold, the hypothesis with the best predicted IoU stands in for it, with its score: what the
/// published predictors do, never in training.
/// </summary>
/// <param name="Delta">The answer is cut at this logit above and below 0.</param>
/// <param name="Threshold">The single answer stays from this stability on.</param>
internal sealed record StabilityFallback(double Delta, double Threshold)
{
    /// <summary>How much of the larger cut the smaller one keeps, <c>[P, S]</c>; 1 where the larger is empty.</summary>
    /// <param name="logits"><c>[P, S, h, w]</c>.</param>
    public Tensor Stability(Tensor logits)
    {
        using var scope = NewDisposeScope();
        var (smaller, larger) = (logits.gt(Delta).sum([2, 3]).to(ScalarType.Float32), logits.gt(-Delta).sum([2, 3]).to(ScalarType.Float32));
        return where(larger > 0, smaller / larger, ones_like(larger)).MoveToOuterDisposeScope();
    }

    /// <summary>Chooses for every result.</summary>
    /// <param name="single">The single answer, <c>[P, 1, h, w]</c>.</param>
    /// <param name="hypotheses"><c>[P, 3, h, w]</c>.</param>
    /// <param name="scores">The predicted IoU of all four, <c>[P, 4]</c>.</param>
    /// <returns>The answer <c>[P, 1, h, w]</c>, and the scores with the answer's in front; in the innermost dispose scope.</returns>
    public (Tensor Logits, Tensor Scores) Choose(Tensor single, Tensor hypotheses, Tensor scores)
    {
        using var scope = NewDisposeScope();
        var stays = Stability(single).ge(Threshold);
        var others = scores.narrow(1, 1, hypotheses.shape[1]);
        var best = others.argmax(1, keepdim: true);
        var (rows, columns) = (single.shape[2], single.shape[3]);
        var mask = hypotheses.gather(1, best.view(-1, 1, 1, 1).expand(-1, 1, rows, columns));
        var score = where(stays, scores.narrow(1, 0, 1), others.gather(1, best));
        return (where(stays.view(-1, 1, 1, 1), single, mask).MoveToOuterDisposeScope(), cat([score, others], 1).MoveToOuterDisposeScope());
    }
}

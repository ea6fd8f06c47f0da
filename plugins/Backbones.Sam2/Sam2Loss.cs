namespace Backbones.Sam2;

/// <summary>
/// The loss that SAM 2 was trained with (Ravi et al. 2024): focal and Dice of the best mask, the error of the predicted IoU, and the cross-entropy of
/// the object score. The host trains with its own losses; this is for whoever trains the network as a library.
/// </summary>
/// <param name="MaskWeight">Of the focal loss.</param>
/// <param name="DiceWeight">Of the Dice loss.</param>
/// <param name="ScoreWeight">Of the predicted IoU's error.</param>
/// <param name="ObjectWeight">Of the object score's cross-entropy; 0 leaves the score out, and then an empty target counts like any other.</param>
/// <param name="AllScores">Whether the predicted IoU of all masks counts, by their mean; otherwise the best mask's alone.</param>
/// <param name="Absolute">Whether the predicted IoU's error is absolute; otherwise it is squared.</param>
public sealed record Sam2Loss(
    double MaskWeight = 20,
    double DiceWeight = 1,
    double ScoreWeight = 1,
    double ObjectWeight = 1,
    bool AllScores = true,
    bool Absolute = true
)
{
    private const double Alpha = 0.25;

    /// <summary>The sum over objects, over their number.</summary>
    /// <param name="logits">Every mask's logits of P objects, <c>[P, S, H, W]</c>.</param>
    /// <param name="scores">The predicted IoU, <c>[P, S]</c>.</param>
    /// <param name="objects">The object's logit, <c>[P, 1]</c>.</param>
    /// <param name="target"><c>[P, H, W]</c> of the logits' type, 0 or 1; an empty one says that there is no object.</param>
    /// <returns>The four terms before their weights and the weighted sum, scalars; the caller's.</returns>
    public Sam2LossTerms Of(Tensor logits, Tensor scores, Tensor objects, Tensor target)
    {
        using var scope = NewDisposeScope();
        var truth = target.unsqueeze(1).expand_as(logits);
        var (focal, dice) = (Focal(logits, truth), Dice(logits, truth));
        var error = Error(scores, logits.gt(0), truth.gt(0));
        // The mask that comes nearest is trained, the others are not.
        var best = focal.mul(MaskWeight).add(dice.mul(DiceWeight)).argmin(1, keepdim: true);
        var (mask, overlap) = (focal.gather(1, best), dice.gather(1, best));
        var score = AllScores ? error.mean([1], keepdim: true) : error.gather(1, best);

        var present = target.gt(0).flatten(1).any(1, keepdim: true).to(logits.dtype);
        var counts = ObjectWeight > 0 ? present : ones_like(present);
        Tensor Mean(Tensor perObject) => perObject.mul(counts).mean();
        var ofObject = ObjectWeight > 0 ? functional.binary_cross_entropy_with_logits(objects, present) : zeros([], logits.dtype, logits.device);
        var (maskTerm, diceTerm, scoreTerm) = (Mean(mask), Mean(overlap), Mean(score));
        var total = maskTerm * MaskWeight + diceTerm * DiceWeight + scoreTerm * ScoreWeight + ofObject * ObjectWeight;
        return new(
            maskTerm.MoveToOuterDisposeScope(),
            diceTerm.MoveToOuterDisposeScope(),
            scoreTerm.MoveToOuterDisposeScope(),
            ofObject.MoveToOuterDisposeScope(),
            total.MoveToOuterDisposeScope()
        );
    }

    // The cross-entropy, less where the answer is right already (gamma 2), and more of the background: the mean over pixels, [P, S].
    private static Tensor Focal(Tensor logits, Tensor truth)
    {
        var probability = logits.sigmoid();
        var right = probability * truth + (1 - probability) * (1 - truth);
        var entropy = functional.binary_cross_entropy_with_logits(logits, truth, reduction: Reduction.None);
        return (entropy * (1 - right).square() * (truth * Alpha + (1 - truth) * (1 - Alpha))).mean([2, 3]);
    }

    private static Tensor Dice(Tensor logits, Tensor truth)
    {
        var probability = logits.sigmoid();
        var both = (probability * truth).sum([2, 3]);
        return 1 - (2 * both + 1) / (probability.sum([2, 3]) + truth.sum([2, 3]) + 1);
    }

    private Tensor Error(Tensor scores, Tensor found, Tensor truth)
    {
        var both = found.logical_and(truth).sum([2, 3]).to(scores.dtype);
        var either = found.logical_or(truth).sum([2, 3]).to(scores.dtype);
        var error = scores - both / either.clamp(min: 1);
        return Absolute ? error.abs() : error.square();
    }
}

/// <summary>A loss by its terms. It owns its tensors.</summary>
/// <param name="Mask">The focal loss.</param>
/// <param name="Dice">The Dice loss.</param>
/// <param name="Score">The predicted IoU's error.</param>
/// <param name="Object">The object score's cross-entropy; 0 where it is left out.</param>
/// <param name="Total">All of them, weighted.</param>
public sealed record Sam2LossTerms(Tensor Mask, Tensor Dice, Tensor Score, Tensor Object, Tensor Total) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Mask.Dispose();
        Dice.Dispose();
        Score.Dispose();
        Object.Dispose();
        Total.Dispose();
    }
}

namespace Modules.Spa.Candidates;

/// <summary>N predictions of an image as one: <c>1_0.5(mean of y_n)</c> (Sec. 3.3), in log space.</summary>
internal static class Prediction
{
    /// <summary>The mean of the predictions' probabilities.</summary>
    /// <param name="logits"><c>[N, …]</c>.</param>
    public static Tensor MeanProbability(Tensor logits)
    {
        using var scope = NewDisposeScope();
        return logits.sigmoid().mean([0L]).MoveToOuterDisposeScope();
    }

    /// <summary>Natural logarithms of the mean probability and of what it lacks to 1.</summary>
    public static (Tensor Inside, Tensor Outside) LogMean(Tensor logits)
    {
        using var scope = NewDisposeScope();
        var draws = Math.Log(logits.shape[0]);
        var inside = functional.logsigmoid(logits).logsumexp(0L) - draws;
        var outside = functional.logsigmoid(-logits).logsumexp(0L) - draws;
        return (inside.MoveToOuterDisposeScope(), outside.MoveToOuterDisposeScope());
    }

    /// <summary>The logit of the mean probability, <c>[…]</c>.</summary>
    public static Tensor Logit(Tensor logits)
    {
        using var scope = NewDisposeScope();
        var (inside, outside) = LogMean(logits);
        return (inside - outside).MoveToOuterDisposeScope();
    }

    /// <summary>The prediction, 0 and 1.</summary>
    public static Tensor Mask(Tensor logits, PredictionRule rule)
    {
        using var scope = NewDisposeScope();
        var mask = rule switch
        {
            PredictionRule.Probability => MeanProbability(logits) > 0.5,
            PredictionRule.Vote => (logits > 0).to(logits.dtype).mean([0L]) > 0.5,
            _ => logits.mean([0L]) > 0.5,
        };
        return mask.to(ScalarType.Byte).MoveToOuterDisposeScope();
    }

    /// <summary>The binary cross-entropy of the mean probability, a mean over pixels.</summary>
    /// <param name="logits"><c>[N, …]</c>.</param>
    /// <param name="target"><c>[…]</c>, 0 and 1.</param>
    public static Tensor CrossEntropy(Tensor logits, Tensor target)
    {
        using var scope = NewDisposeScope();
        var (inside, outside) = LogMean(logits);
        return (-(target * inside + (1 - target) * outside).mean()).MoveToOuterDisposeScope();
    }

    /// <summary>The published program's loss: the binary cross-entropy of the mean logit, the target's pixels counted twice.</summary>
    public static Tensor PublishedCrossEntropy(Tensor logits, Tensor target)
    {
        using var scope = NewDisposeScope();
        using var twice = full([1L], 2.0, logits.dtype, logits.device);
        return functional.binary_cross_entropy_with_logits(logits.mean([0L]), target, pos_weights: twice).MoveToOuterDisposeScope();
    }

    /// <summary>Predictions as the published program clusters them: through a sigmoid where any value lies outside of 0 to 1.</summary>
    public static Tensor Standardised(Tensor predictions)
    {
        using var scope = NewDisposeScope();
        var each = Enumerable
            .Range(0, (int)predictions.shape[0])
            .Select(n => predictions[n])
            .Select(one => one.min().ToDouble() < 0 || one.max().ToDouble() > 1 ? one.sigmoid() : one);
        return stack([.. each], 0).MoveToOuterDisposeScope();
    }

    /// <summary>Maps at another size, the nearest value: row i is row floor(i · rows / new rows).</summary>
    /// <param name="maps"><c>[…, H, W]</c>.</param>
    /// <param name="height">New rows.</param>
    /// <param name="width">New columns.</param>
    public static Tensor Resized(Tensor maps, int height, int width)
    {
        using var scope = NewDisposeScope();
        Tensor Places(long old, int count) => tensor(Enumerable.Range(0, count).Select(i => i * old / count).ToArray(), device: maps.device);
        return maps.index_select(-2, Places(maps.shape[^2], height)).index_select(-1, Places(maps.shape[^1], width)).MoveToOuterDisposeScope();
    }
}

/// <summary>When a pixel belongs to the prediction.</summary>
public enum PredictionRule
{
    /// <summary>Where the mean probability is above 0.5.</summary>
    Probability,

    /// <summary>Where more than half of the predictions have it.</summary>
    Vote,

    /// <summary>The published program's: where the mean logit is above 0.5, a probability of about 0.62; it leans towards background.</summary>
    MeanLogit,
}

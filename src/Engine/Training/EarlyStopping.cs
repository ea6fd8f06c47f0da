namespace DeferredSeg.Engine.Training;

/// <summary>When training ends early: when neither of two values has improved for a number of epochs. Plain data, part of a checkpoint.</summary>
/// <param name="BestDice">The best System dice of the validation so far; null before the first.</param>
/// <param name="BestDiceEpoch">The epoch that reached it first, from 0.</param>
/// <param name="BestDeferral">The best mean(1 - M_0) of the validation so far; null before the first, and where nothing is routed.</param>
/// <param name="BestDeferralEpoch">The epoch that reached it first, from 0.</param>
public sealed record EarlyStopping(double? BestDice = null, int BestDiceEpoch = -1, double? BestDeferral = null, int BestDeferralEpoch = -1)
{
    /// <summary>The state after another epoch. A value that is not a number never improves.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="dice">The System dice, 0 to 1.</param>
    /// <param name="deferral">mean(1 - M_0), 0 to 1; null where nothing is routed.</param>
    /// <param name="goal">Which way it improves.</param>
    public EarlyStopping After(int epoch, double dice, double? deferral, DeferralGoal goal)
    {
        var next = this;
        if (!double.IsNaN(dice) && !(dice <= BestDice))
            next = next with { BestDice = dice, BestDiceEpoch = epoch };
        if (deferral is { } share && (BestDeferral is not { } best || (goal == DeferralGoal.Fewer ? share < best : share > best)))
            next = next with { BestDeferral = share, BestDeferralEpoch = epoch };
        return next;
    }

    /// <summary>Whether training ends after an epoch.</summary>
    /// <param name="epoch">The epoch that has ended, from 0.</param>
    /// <param name="patience">Epochs without improvement; 0 for any number.</param>
    public bool Ends(int epoch, int patience) => patience > 0 && epoch - Math.Max(BestDiceEpoch, BestDeferralEpoch) >= patience;
}

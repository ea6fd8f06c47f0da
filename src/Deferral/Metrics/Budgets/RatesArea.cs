namespace DeferredSeg.Deferral.Metrics.Budgets;

/// <summary>A weighted sum of rates.</summary>
internal struct RatesArea
{
    /// <summary>The sum so far.</summary>
    public OverlapRates Rates { get; private set; }

    public void Add(OverlapRates rates, double weight) =>
        Rates = new(
            Rates.Dice + weight * rates.Dice,
            Rates.Jaccard + weight * rates.Jaccard,
            Rates.Sensitivity + weight * rates.Sensitivity,
            Rates.Specificity + weight * rates.Specificity,
            Rates.Precision + weight * rates.Precision,
            Rates.Accuracy + weight * rates.Accuracy
        );
}

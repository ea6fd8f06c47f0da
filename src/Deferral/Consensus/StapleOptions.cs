namespace DeferredSeg.Deferral.Consensus;

/// <summary>How STAPLE starts and when it stops.</summary>
public sealed record StapleOptions
{
    /// <summary>The probability that a pixel is foreground before anyone rated it, between 0 and 1, both excluded; null (the default) takes the mean of all ratings.</summary>
    public double? Prior { get; init; }

    /// <summary>The sensitivity p of every rater at the start, between 0 and 1, both excluded; 0.99999 by default.</summary>
    public double InitialSensitivity { get; init; } = 0.99999;

    /// <summary>The specificity q of every rater at the start, between 0 and 1, both excluded; 0.99999 by default. Start with p + q above 1: below, foreground and background change places.</summary>
    public double InitialSpecificity { get; init; } = 0.99999;

    /// <summary>Stops once no p and no q moved by this much in an iteration; positive, 1e-12 by default.</summary>
    public double Tolerance { get; init; } = 1e-12;

    /// <summary>Stops here in any case; 1 or more, 500 by default.</summary>
    public int MaxIterations { get; init; } = 500;

    internal void Require()
    {
        List<string> wrong = [];
        if (Prior is { } prior)
            Between(nameof(Prior), prior);
        Between(nameof(InitialSensitivity), InitialSensitivity);
        Between(nameof(InitialSpecificity), InitialSpecificity);
        if (!(Tolerance > 0))
            wrong.Add($"{nameof(Tolerance)} is {Tolerance}, expected a positive number");
        if (MaxIterations < 1)
            wrong.Add($"{nameof(MaxIterations)} is {MaxIterations}, expected 1 or more");
        if (wrong.Count > 0)
            throw new ArgumentException($"The STAPLE options are wrong: {string.Join("; ", wrong)}.");

        void Between(string name, double value)
        {
            if (!(value > 0 && value < 1))
                wrong.Add($"{name} is {value}, expected a probability between 0 and 1, both excluded");
        }
    }
}

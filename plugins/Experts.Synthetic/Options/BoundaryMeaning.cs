namespace Experts.Synthetic.Options;

/// <summary>What the number for the boundary is. The paper uses both: Table 2 gives accuracies, Tables D.9 and E.11 give edge boosts.</summary>
public enum BoundaryMeaning
{
    /// <summary>The probability itself that a pixel of the boundary is right.</summary>
    Absolute,

    /// <summary>What is added to the background's probability; the sum is limited to 0 to 1.</summary>
    Boost,
}

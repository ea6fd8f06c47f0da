namespace DeferredSeg.Abstractions.Experts;

/// <summary>Who an expert is, and what asking them means.</summary>
public sealed record ExpertDescriptor
{
    /// <summary>The expert's name in the configuration, unique there.</summary>
    public required string Id { get; init; }

    /// <summary>The person behind the answers, where they are known: two experts may be one person with two tools.</summary>
    public string? Person { get; init; }

    /// <summary>What the person works with.</summary>
    public string? Tool { get; init; }

    /// <summary>The person's standing, for example <c>resident</c> or <c>senior</c>.</summary>
    public string? Tier { get; init; }

    /// <summary>The cost of one routed pixel, in units of one wrong pixel (the c_j of Eq. 1); at least 0.</summary>
    public double Cost { get; init; }

    /// <summary>The largest share of a batch's pixels that the expert takes, 0 to 1; null without a limit.</summary>
    public double? Capacity { get; init; }

    /// <summary>Whether the answers are simulated from the ground truth. Only such an expert is given it, and every use is written down.</summary>
    public bool NeedsGroundTruth { get; init; }
}

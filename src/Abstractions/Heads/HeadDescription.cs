namespace DeferredSeg.Abstractions.Heads;

/// <summary>What a deferral head is.</summary>
public sealed record HeadDescription
{
    /// <summary>The head's name, for example <c>RoutingChannels</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The version of the plugin that brings it.</summary>
    public required string Version { get; init; }

    /// <summary>What its routing logits mean.</summary>
    public required RoutingParameterisation Parameterisation { get; init; }

    /// <summary>Whether each class has a routing of its own (R = K), or all share one (R = 1).</summary>
    public bool RoutesPerClass { get; init; }

    /// <summary>Whether it gives a predictor logit.</summary>
    public required bool HasPredictor { get; init; }

    /// <summary>Whether it needs a backbone that routes natively.</summary>
    public bool NeedsNativeRouting { get; init; }
}

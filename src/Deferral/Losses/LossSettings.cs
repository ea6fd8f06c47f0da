using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;

namespace DeferredSeg.Deferral.Losses;

/// <summary>What can be said about options without any tensor.</summary>
internal static class LossSettings
{
    /// <summary>Requires options of which one objective can be made.</summary>
    /// <exception cref="ArgumentException">A weight, a form or a combination that there is not.</exception>
    public static void Require(DeferralLossOptions options)
    {
        RequireWeight(options.Beta1, nameof(options.Beta1));
        RequireWeight(options.Beta2, nameof(options.Beta2));
        RequireWeight(options.Lambda1, nameof(options.Lambda1));
        RequireWeight(options.Lambda2, nameof(options.Lambda2));
        if (!(options.ProbabilityOffset is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(
                nameof(options.ProbabilityOffset),
                options.ProbabilityOffset,
                "The ProbabilityOffset is added to probabilities before their logarithm; expected a number from 0 to less than 1, such as 1e-8."
            );
        RequireDefined(options.WrongExpert, "The term of a wrong expert is Clamp, Exact or Bounded.");
        RequireDefined(options.PublishedBounds, "Published bounds are Paper or Official.");
        RequireDefined(options.Classes, "Classes are Multilabel or Exclusive.");
        if (options.Classes == ClassKind.Exclusive && (options.SegmentorSigmoidTwice || options.RightOnlyAboveHalf))
            throw new ArgumentException(
                $"{nameof(options.SegmentorSigmoidTwice)} and {nameof(options.RightOnlyAboveHalf)} are about a sigmoid for each class, but the classes are {options.Classes}, which share one softmax. Set both to false.",
                nameof(options)
            );
        RequireTrained(options.Surrogate, options.Parameterisation);
    }

    /// <summary>Requires that the losses which read probabilities have no weight where there are none.</summary>
    public static void RequireProbabilities(DeferralLossOptions options)
    {
        if (options.Parameterisation == RoutingParameterisation.Utility && (options.Lambda1 > 0 || options.Lambda2 > 0))
            throw new ArgumentException(
                $"Routing logits of {options.Parameterisation} are values, not probabilities, which the spatial coherence loss (Lambda1 = {options.Lambda1}) and the load-balancing penalty (Lambda2 = {options.Lambda2}) are made of. Set Lambda1 and Lambda2 to 0.",
                nameof(options)
            );
    }

    private static void RequireTrained(Surrogate surrogate, RoutingParameterisation parameterisation)
    {
        RoutingParameterisation[] trained = surrogate switch
        {
            Surrogate.Dc or Surrogate.Sm => [RoutingParameterisation.Softmax],
            Surrogate.Ova => [RoutingParameterisation.OneVsAll],
            Surrogate.TwoStage => [RoutingParameterisation.OneVsAll, RoutingParameterisation.Utility],
            _ => throw new ArgumentOutOfRangeException(nameof(surrogate), surrogate, "The surrogate is Dc, Sm, Ova or TwoStage."),
        };
        if (!trained.Contains(parameterisation))
            throw new ArgumentException(
                $"The surrogate {surrogate} cannot train routing logits of {parameterisation}; it trains {string.Join(" or ", trained)}. Choose a head of that parameterisation, or another surrogate.",
                nameof(parameterisation)
            );
    }

    private static void RequireWeight(double weight, string name)
    {
        if (!double.IsFinite(weight) || weight < 0)
            throw new ArgumentOutOfRangeException(name, weight, $"{name} weights a term of the loss; expected a finite number of at least 0.");
    }

    private static void RequireDefined<T>(T value, string message)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw new ArgumentOutOfRangeException(typeof(T).Name, value, message);
    }
}

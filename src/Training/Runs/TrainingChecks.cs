using DeferredSeg.Abstractions.Heads;

namespace DeferredSeg.Training.Runs;

/// <summary>What a run asks of its setup before it begins.</summary>
internal static class TrainingChecks
{
    private const int MostExperts = 64;

    /// <exception cref="ArgumentException">Something is missing or does not fit; the message says what.</exception>
    public static void Require(TrainingSetup setup)
    {
        if (setup.Train.Cases.Count == 0)
            throw new ArgumentException("There is no case to train on.", nameof(setup));
        if (setup.Validation.Cases.Count == 0)
            throw new ArgumentException(
                "There is no case to validate on; early stopping and the best weights follow from one. Give the validation part of the split at least one case.",
                nameof(setup)
            );
        if (setup.Train.Cases.Select(one => one.Id).Intersect(setup.Validation.Cases.Select(one => one.Id)).FirstOrDefault() is { } shared)
            throw new ArgumentException($"The case {shared} is in training and in validation; a split gives each case to one.", nameof(setup));
        if (!setup.Options.Deferral)
            return;
        if (setup.Head is null)
            throw new ArgumentException("There is no deferral head. Name one, or train without deferral (deferral: false).", nameof(setup));
        if (setup.Panel is null || setup.Panel.Experts.Count == 0)
            throw new ArgumentException("There is no expert to defer to. Name at least one, or train without deferral (deferral: false).", nameof(setup));
        if (setup.Panel.Experts.Count > MostExperts)
            throw new ArgumentException($"There are {setup.Panel.Experts.Count} experts; training takes at most {MostExperts}.", nameof(setup));
        if (setup.Head.Describe() is { NeedsNativeRouting: true } head && !setup.Backbone.Describe().RoutesNatively)
            throw new ArgumentException($"The head {head.Id} needs a backbone that routes natively; {setup.Backbone.Describe().Id} does not.", nameof(setup));
        if (setup.Head.Describe().Parameterisation == RoutingParameterisation.Utility && (setup.Losses.Lambda1 > 0 || setup.Losses.Lambda2 > 0))
            throw new ArgumentException(
                $"The head {setup.Head.Describe().Id} gives utilities, which are no probabilities; set lambda1 and lambda2 of the losses to 0.",
                nameof(setup)
            );
    }
}

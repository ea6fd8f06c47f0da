using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Deferral.Losses;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Engine.Cache;
using DeferredSeg.Engine.Systems;

namespace DeferredSeg.Engine.Training;

/// <summary>What is trained, on what, and how. Everything stays the caller's to dispose.</summary>
public sealed record TrainingSetup
{
    /// <summary>
    /// The segmentor, freshly made from the run's seed or with loaded weights. Where it is no <see cref="ITrainableBackbone"/>, it is not trained.
    /// </summary>
    public required ISegmentorBackbone Backbone { get; init; }

    /// <summary>The head; null only without deferral.</summary>
    public IDeferralHead? Head { get; init; }

    /// <summary>The experts, in the order of the routing channels; null only without deferral. At most 64.</summary>
    public ExpertPanel? Panel { get; init; }

    /// <summary>The cases to learn from.</summary>
    public required IPreparedCases Train { get; init; }

    /// <summary>The references that are drawn anew in every epoch, of the same cases; null where they stay as they are.</summary>
    public DrawnReferences? Drawn { get; init; }

    /// <summary>The cases that early stopping watches.</summary>
    public required IPreparedCases Validation { get; init; }

    /// <summary>The recipe.</summary>
    public TrainingOptions Options { get; init; } = new();

    /// <summary>The objective. Parameterisation and kind of classes are taken from head and backbone.</summary>
    public DeferralLossOptions Losses { get; init; } = DeferralLossOptions.Paper;

    /// <summary>The network's own objective; null where it has none.</summary>
    public OwnObjective? Objective { get; init; }

    /// <summary>How validation turns routing into decisions.</summary>
    public RoutingPolicy Policy { get; init; } = new();

    /// <summary>
    /// How volumes are cut: of a network of three axes, whose cases are volumes, it is trained on patches of such sides and validated tile by tile. Null for
    /// networks of images.
    /// </summary>
    public TileRule? Tiles { get; init; }

    /// <summary>The seed of order, turns, experts and torch's generator.</summary>
    public long Seed { get; init; }

    /// <summary>Where the networks' parameters lie.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>Keeps what a frozen encoder computed; null computes it anew each time.</summary>
    public EmbeddingCache? Cache { get; init; }

    /// <summary>The configuration that images, networks and answers come from, as text: part of what a resumed run may not change.</summary>
    public string Configuration { get; init; } = "";

    /// <summary>The segmentor's own configuration, as text: part of the cache's keys, so that runs which differ in head or experts share embeddings.</summary>
    public string Encoder { get; init; } = "";

    /// <summary>The folder for checkpoints, logs and weights; null keeps nothing.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether to go on from the folder's newest checkpoint.</summary>
    public bool Resume { get; init; }
}

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
                "There is no case to validate on; early stopping and the best weights follow from one. Give the "
                    + "validation part of the split at least one case.",
                nameof(setup)
            );
        if (setup.Train.Cases.Select(one => one.Id).Intersect(setup.Validation.Cases.Select(one => one.Id)).FirstOrDefault() is { } shared)
            throw new ArgumentException($"The case {shared} is in training and in validation; a split gives each case to one.", nameof(setup));
        if (setup.Backbone.Describe().Input.SpatialAxes == 3 && setup.Tiles is null)
            throw new ArgumentException("The network takes volumes, and nothing says in which patches; expected their sides.", nameof(setup));
        if (setup.Options.SegmentorLoss == SegmentorLossKind.Own)
            RequireOwn(setup);
        if (setup.Options.Raters != RaterDraw.Together)
            RequireDrawn(setup);
        if (!setup.Options.Deferral)
            return;
        if (setup.Head is null)
            throw new ArgumentException("There is no deferral head. Name one, or train without deferral (deferral: false).", nameof(setup));
        if (setup.Panel is null || setup.Panel.Experts.Count == 0)
            throw new ArgumentException("There is no expert to defer to. Name at least one, or train without deferral (deferral: false).", nameof(setup));
        if (setup.Panel.Experts.Count > MostExperts)
            throw new ArgumentException($"There are {setup.Panel.Experts.Count} experts; training takes at most {MostExperts}.", nameof(setup));
        DeferredSystem.Require(setup.Head.Describe(), setup.Backbone.Describe());
        if (setup.Head.Describe().Parameterisation == RoutingParameterisation.Estimates)
            throw new ArgumentException(
                $"The head {setup.Head.Describe().Id} gives estimates, which no loss of the routing trains; fit it on pixels, or train without deferral.",
                nameof(setup)
            );
        if (setup.Head.Describe().Parameterisation == RoutingParameterisation.Utility && (setup.Losses.Lambda1 > 0 || setup.Losses.Lambda2 > 0))
            throw new ArgumentException(
                $"The head {setup.Head.Describe().Id} gives utilities, which are no probabilities; set lambda1 and lambda2 of the losses to 0.",
                nameof(setup)
            );
    }

    private static void RequireDrawn(TrainingSetup setup)
    {
        if (setup.Options.Deferral || setup.Tiles is not null)
            throw new ArgumentException(
                $"raters is {setup.Options.Raters.ToString().ToLowerInvariant()}, which draws the truth anew for the segmentor alone; set deferral to false, "
                    + "and take a network of images.",
                nameof(setup)
            );
        if (setup.Options.Raters == RaterDraw.Weighted && setup.Backbone.Describe().ClassKind == ClassKind.Exclusive)
            throw new ArgumentException("raters is weighted, and the classes exclude each other; choose one or subset.", nameof(setup));
        if (setup.Drawn is null)
            throw new ArgumentException("Raters are to be drawn, and nothing says whose masks there are.", nameof(setup));
    }

    private static void RequireOwn(TrainingSetup setup)
    {
        var network = setup.Backbone.Describe().Id;
        if (setup.Objective is null)
            throw new ArgumentException(
                $"segmentorLoss is own, and the network {network} has no objective of its own. Choose crossEntropy or diceCrossEntropy.",
                nameof(setup)
            );
        if (setup.Options.Deferral || setup.Options.Accumulation != 1)
            throw new ArgumentException(
                "segmentorLoss is own, which trains the segmentor alone and updates after every batch; set deferral to false and accumulation to 1.",
                nameof(setup)
            );
    }
}

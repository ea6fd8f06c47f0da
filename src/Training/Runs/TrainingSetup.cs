using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Deferral.Losses;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Training.Caching;
using DeferredSeg.Training.Experts;
using DeferredSeg.Training.Recipe;

namespace DeferredSeg.Training.Runs;

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

    /// <summary>The cases that early stopping watches.</summary>
    public required IPreparedCases Validation { get; init; }

    /// <summary>The recipe.</summary>
    public TrainingOptions Options { get; init; } = new();

    /// <summary>The objective. Parameterisation and kind of classes are taken from head and backbone.</summary>
    public DeferralLossOptions Losses { get; init; } = DeferralLossOptions.Paper;

    /// <summary>How validation turns routing into decisions.</summary>
    public RoutingPolicy Policy { get; init; } = new();

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

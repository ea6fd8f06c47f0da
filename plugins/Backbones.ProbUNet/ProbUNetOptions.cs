using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;

namespace Backbones.ProbUNet;

/// <summary>The shape of a Probabilistic U-Net and how it is sampled. The defaults are the published network's.</summary>
/// <param name="InputChannels">Channels of the image.</param>
/// <param name="Classes">Channels of the logits, one for each class.</param>
/// <param name="Filters">
/// Channels of the levels, the finest first; each level below has half the size. U-Net, prior and posterior have the same. Null: 32, 64, 128, 192.
/// </param>
/// <param name="LatentSize">Axes of the latent space. Published checkpoints have 6 or 2.</param>
/// <param name="CombinationLayers">Convolutions 1x1 that join features and latent, the one to the classes among them. Published: 4.</param>
/// <param name="Samples">Samples of the prior for each image in evaluation: the hypotheses, whose mean are the logits.</param>
/// <param name="TrainingSamples">Samples for each image of a training step, whose mean is what the loss sees. Published: 1.</param>
/// <param name="Seed">Which samples evaluation takes; the same for every image, so that an image has the same samples always.</param>
/// <param name="Objective">
/// What trains it. samples: the loss that trains every network, on samples of the prior; the posterior stays as it was loaded. evidence: the published lower
/// bound, which the posterior learns by too; with training:segmentorLoss own.
/// </param>
/// <param name="Beta">The weight of the divergence in the lower bound. Published: 10.</param>
/// <param name="Penalty">The weight of the norms of prior, posterior and combination beside the lower bound. Published: 1e-5.</param>
/// <param name="ClassKind">multilabel: each class has a sigmoid of its own. exclusive: one softmax over all classes. It changes no weight.</param>
public sealed record ProbUNetOptions(
    [OptionRange(1, 1024)] int InputChannels = 1,
    [OptionRange(1, 1024)] int Classes = 1,
    [OptionRange(1, 4096)] IReadOnlyList<int>? Filters = null,
    [OptionRange(1, 1024)] int LatentSize = 6,
    [OptionRange(2, 16)] int CombinationLayers = 4,
    [OptionRange(1, 1024)] int Samples = 16,
    [OptionRange(1, 64)] int TrainingSamples = 1,
    [OptionRange(0, int.MaxValue)] int Seed = 0,
    ClassKind ClassKind = ClassKind.Multilabel,
    ProbUNetObjective Objective = ProbUNetObjective.Samples,
    [OptionRange(0, 1e9)] double Beta = EvidenceLowerBound.PublishedBeta,
    [OptionRange(0, 1e9)] double Penalty = 1e-5
) : IOptionChecks
{
    private const int MostLevels = 9;

    /// <summary>Channels of every level, the finest first.</summary>
    internal IReadOnlyList<int> Levels => Filters ?? [32, 64, 128, 192];

    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (Filters is { Count: 0 or > MostLevels })
            yield return $"filters has {Filters.Count} values; expected are 1 to {MostLevels}, one for each level.";
        if (ClassKind == ClassKind.Exclusive && Classes < 2)
            yield return $"classes is {Classes}; classes that exclude each other are at least 2, the background among them.";
        if (ClassKind == ClassKind.Exclusive && Objective == ProbUNetObjective.Evidence)
            yield return "objective is evidence, whose cross-entropy is of each class by itself; expected classKind multilabel, or objective samples.";
    }
}

/// <summary>What a Probabilistic U-Net is trained by.</summary>
public enum ProbUNetObjective
{
    /// <summary>The loss that trains every network, on samples of the prior.</summary>
    Samples,

    /// <summary>The published lower bound of the evidence (<see cref="EvidenceLowerBound"/>).</summary>
    Evidence,
}

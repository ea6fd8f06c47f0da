using System.Globalization;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Randomness;

namespace Backbones.ProbUNet;

/// <summary>
/// A <see cref="ProbUNet"/> behind the host's contract. The embedding is the U-Net's <c>features</c> and the prior's <c>prior_mu</c> and
/// <c>prior_log_sigma</c>; the levels of the way down, <c>level0</c> (finest) to <c>levelN</c>, come on request.
/// </summary>
/// <remarks>
/// Every answer has its samples' mean as logits (<see cref="PredictiveMean"/>), the samples as hypotheses where all are asked for, and their points as
/// the extra tensor <c>latents</c>, <c>[P, S, L]</c>. Evaluation's samples follow from the seed alone, training's from torch's default generator. The
/// posterior takes no part, for a decoding sees no annotation: it is frozen, but where the lower bound trains it (<see cref="EvidenceProbUNet"/>).
/// </remarks>
public class ProbUNetBackbone : ITrainableBackbone
{
    private const string Features = "features";
    private const string PriorMu = "prior_mu";
    private const string PriorLogSigma = "prior_log_sigma";
    private const string Posterior = "posterior.";

    /// <summary>The images in the embedding, where the lower bound is computed from them.</summary>
    private protected const string Image = "image";

    private readonly ProbUNetOptions _options;
    private readonly ProbUNet _network;
    private readonly BackboneDescription _description;
    private readonly float[] _noise;

    /// <summary>Builds the network with freshly initialised weights, from torch's default generator.</summary>
    public ProbUNetBackbone(ProbUNetOptions options)
    {
        _options = options;
        _network = new ProbUNet(options);
        foreach (
            var (_, parameter) in Frozen(options).Length == 0
                ? []
                : _network.named_parameters().Where(entry => entry.name.StartsWith(Posterior, StringComparison.Ordinal))
        )
            parameter.requires_grad_(false);
        _description = Description(options);
        _noise = [.. Enumerable.Range(0, options.Samples).SelectMany(sample => Noise(options, sample))];
    }

    /// <inheritdoc/>
    public Module Module => _network;

    /// <summary>The network.</summary>
    private protected ProbUNet Network => _network;

    /// <summary>Its shape and how it is trained.</summary>
    private protected ProbUNetOptions Options => _options;

    /// <inheritdoc/>
    public BackboneDescription Describe() => _description;

    /// <inheritdoc/>
    public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        _description.Input.Check(images);
        request.Check(ProbUNetFactory.Name, _description.Features);
        using var scope = NewDisposeScope();
        var levels = _network.Contract(images);
        var asked = levels.Select((map, level) => (Name: Level(level), Map: map)).Where(entry => request.FeatureNames.Contains(entry.Name));
        cancellation.ThrowIfCancellationRequested();
        var features = _network.Expand(levels);
        cancellation.ThrowIfCancellationRequested();
        var prior = _network.Prior(images);
        List<(string, Tensor)> entries = [.. asked, (Features, features), (PriorMu, prior.Mu), (PriorLogSigma, prior.LogSigma)];
        if (_options.Objective == ProbUNetObjective.Evidence)
            entries.Add((Image, images.alias()));
        return new Embedding(entries.Select(entry => (entry.Item1, entry.Item2.MoveToOuterDisposeScope())));
    }

    /// <inheritdoc/>
    public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        if (prompts.Kinds != PromptKinds.None)
            throw new ArgumentException($"ProbUNet takes no prompts; found {prompts.Kinds}.", nameof(prompts));
        var results = prompts.Count((int)embedding[Features].shape[0]);
        var features = prompts.Select(embedding[Features]);
        var prior = new DiagonalGaussian(prompts.Select(embedding[PriorMu]).unsqueeze(1), prompts.Select(embedding[PriorLogSigma]).unsqueeze(1));
        var latents = prior.At(Noise(results, features.device));
        var samples = _network.Combine(features, latents);
        var logits = PredictiveMean.Of(samples, _options.ClassKind);
        return new SegmentationOutput(logits.MoveToOuterDisposeScope(), features.MoveToOuterDisposeScope())
        {
            Hypotheses = prompts.AllHypotheses ? samples.MoveToOuterDisposeScope() : null,
            Extras = new Dictionary<string, Tensor> { ["latents"] = latents.MoveToOuterDisposeScope() },
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Dispose();
        GC.SuppressFinalize(this);
    }

    private static BackboneDescription Description(ProbUNetOptions options) =>
        new()
        {
            Id = ProbUNetFactory.Name,
            Version = typeof(ProbUNetBackbone).Assembly.GetName().Version?.ToString(3) ?? "",
            Input = new InputRule
            {
                Channels = options.InputChannels,
                SmallestSize = 1 << (options.Levels.Count - 1),
                ValueRange = "any; the published network takes 0 to 1",
            },
            Classes = options.Classes,
            ClassKind = options.ClassKind,
            DecoderChannels = options.Levels[0],
            Features = [.. options.Levels.Select((channels, level) => new FeatureMap(Level(level), channels, 1 << level, level))],
            IsBatchIndependent = true,
            IsThreadSafe = true,
            FrozenParts = Frozen(options),
            License = "Apache-2.0",
            Citation = "S. Kohl et al.: A Probabilistic U-Net for Segmentation of Ambiguous Images. NeurIPS 2018.",
        };

    private static string[] Frozen(ProbUNetOptions options) => options.Objective == ProbUNetObjective.Evidence ? [] : [Posterior];

    private static string Level(int level) => "level" + level.ToString(CultureInfo.InvariantCulture);

    // A stream for each sample: with more of them, the first ones stay.
    private static IEnumerable<float> Noise(ProbUNetOptions options, int sample)
    {
        var random = StableRandom.Of(options.Seed, ProbUNetFactory.Name, sample.ToString(CultureInfo.InvariantCulture));
        return Enumerable.Range(0, options.LatentSize).Select(axis => (float)random.Normal(axis));
    }

    /// <summary>Standard normal numbers, <c>[P, S, L]</c>; in evaluation <c>[1, S, L]</c>, for no result may depend on its place.</summary>
    private Tensor Noise(int results, Device device) =>
        _network.training
            ? randn(results, _options.TrainingSamples, _options.LatentSize, device: device)
            : tensor(_noise, [1, _options.Samples, _options.LatentSize], device: device);
}

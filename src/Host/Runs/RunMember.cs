using DeferredSeg.Host.Configuration;

namespace DeferredSeg.Host.Runs;

/// <summary>One network of a run: a variant with a seed.</summary>
/// <param name="Experiment">Its configuration, in which the variant's settings and the seed are set.</param>
/// <param name="Variant">The variant's settings as they are written; empty where the run has no variants.</param>
/// <param name="Name">The folder below the run's: seed-0, or variant-1/seed-0.</param>
/// <param name="RunFolder">The run's folder.</param>
internal sealed record RunMember(Experiment Experiment, string Variant, string Name, string RunFolder)
{
    /// <summary>Where checkpoints, logs and weights of this network lie.</summary>
    public string Folder => Path.Combine(RunFolder, Name);

    /// <summary>The weights of the epoch with the best System dice.</summary>
    public string Best => Path.Combine(Folder, "best");

    /// <summary>What fresh weights, order and experts follow from.</summary>
    public long Seed => Experiment.Settings.Seed;
}

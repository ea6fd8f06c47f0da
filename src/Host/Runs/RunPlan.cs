using System.Globalization;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;

namespace DeferredSeg.Host.Runs;

/// <summary>All networks of a run: every variant with every seed.</summary>
/// <param name="Experiment">The configuration without variants.</param>
/// <param name="Folder">The run's folder.</param>
/// <param name="Members">Variant by variant, each with its seeds in order.</param>
internal sealed record RunPlan(Experiment Experiment, string Folder, IReadOnlyList<RunMember> Members)
{
    /// <summary>Where a configuration is kept next to the networks that were trained by it.</summary>
    public const string ConfigurationFile = "config.json";

    /// <summary>Reads a configuration once for each network, so that all problems are told before the first is trained.</summary>
    /// <param name="layers">Gives the configuration with further settings on top.</param>
    /// <param name="plugins">The plugins present.</param>
    /// <param name="name">What the run's folder is called where the configuration does not say.</param>
    /// <exception cref="ConfigurationException">Something is not right; the message tells all problems.</exception>
    public static RunPlan Read(Func<IReadOnlyList<string>, LayeredConfiguration> layers, PluginHost plugins, string name)
    {
        var experiment = Experiment.Read(layers([]), plugins);
        var settings = experiment.Settings.Run ?? new();
        var folder = settings.Folder ?? Path.Combine("runs", name);
        IReadOnlyList<long> seeds = settings.Seeds is { Count: > 0 } several ? several : [experiment.Settings.Seed];
        IReadOnlyList<string> variants = settings.Pooled is { Count: > 0 } pooled ? pooled : [""];
        var members = new List<RunMember>();
        foreach (var (variant, number) in variants.Select((variant, i) => (variant, i + 1)))
        {
            foreach (var seed in seeds)
            {
                var part = variant.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"variant-{number}/");
                var own = Experiment.Read(
                    layers([
                        .. variant.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                        string.Create(CultureInfo.InvariantCulture, $"seed={seed}"),
                    ]),
                    plugins
                );
                var member = string.Create(CultureInfo.InvariantCulture, $"{part}seed-{seed}");
                members.Add(new(own with { Settings = Named(own.Settings, member) }, variant, member, folder));
            }
        }
        return new(experiment, folder, members);
    }

    /// <summary>A weight file may lie in another run: <c>{member}</c> in its path is this network's own name, such as seed-0.</summary>
    private static ExperimentSettings Named(ExperimentSettings settings, string member) =>
        settings with
        {
            Backbone = settings.Backbone is { Weights: { } weights } backbone
                ? backbone with
                {
                    Weights = weights.Replace(ConfiguredPaths.Member, member, StringComparison.Ordinal),
                }
                : settings.Backbone,
            Head = settings.Head is { Weights: { } routing } head
                ? head with
                {
                    Weights = routing.Replace(ConfiguredPaths.Member, member, StringComparison.Ordinal),
                }
                : settings.Head,
        };
}

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

/// <summary>A run with what tables call it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Labels">Its labels in a list; empty outside of one.</param>
/// <param name="Plan">Its networks.</param>
internal sealed record NamedRun(string Name, IReadOnlyList<string> Labels, RunPlan Plan);

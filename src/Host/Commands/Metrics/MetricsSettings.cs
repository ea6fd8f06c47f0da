using DeferredSeg.Deferral.Metrics;

namespace DeferredSeg.Host.Commands.Metrics;

/// <summary>How things are measured.</summary>
/// <param name="Spacings">Distances of pixels, each giving a set of surface distances.</param>
/// <param name="Costs">c_j of each expert; empty means free.</param>
/// <param name="Bins">Bins of reliability diagrams.</param>
/// <param name="Seed">Of random baselines and intervals.</param>
internal sealed record MetricsSettings(IReadOnlyList<PixelSpacing> Spacings, double[] Costs, int Bins, long Seed);

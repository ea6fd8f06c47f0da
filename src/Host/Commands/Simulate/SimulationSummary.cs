using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Host.Commands.Simulate;

/// <summary>The numbers of one image.</summary>
/// <param name="Foreground">Pixels of the foreground; null where no expert divides the image, or they do so differently.</param>
/// <param name="Boundary">Pixels of the boundary.</param>
/// <param name="Background">Pixels of the rest.</param>
/// <param name="Experts">What each expert did.</param>
internal sealed record SimulationSummary(long? Foreground, long? Boundary, long? Background, IReadOnlyList<SimulatedAccuracy> Experts)
{
    public static SimulationSummary Of(MaskPlanes truth, IReadOnlyList<SimulatedAnswer> answers)
    {
        byte[][] partitions = [.. answers.Select(answer => answer.Simulation?.Partition ?? []).Where(partition => partition.Length > 0)];
        var same = partitions.Length > 0 && Array.TrueForAll(partitions, partition => partition.AsSpan().SequenceEqual(partitions[0]));
        long? Count(byte region) => same ? partitions[0].AsSpan().Count(region) : null;
        return new(Count(2), Count(1), Count(0), [.. answers.Select(answer => SimulatedAccuracy.Of(truth, answer))]);
    }
}

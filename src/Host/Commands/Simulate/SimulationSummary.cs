using DeferredSeg.Abstractions.Experts;

namespace DeferredSeg.Host.Commands.Simulate;

/// <summary>The numbers of one mask.</summary>
/// <param name="Foreground">Pixels of the foreground; null where no expert divides the image, or they do so differently.</param>
/// <param name="Boundary">Pixels of the boundary.</param>
/// <param name="Background">Pixels of the rest.</param>
/// <param name="Experts">What each expert did.</param>
internal sealed record SimulationSummary(long? Foreground, long? Boundary, long? Background, IReadOnlyList<SimulatedAccuracy> Experts)
{
    public static SimulationSummary Of(MaskInput mask, IReadOnlyList<string> names, IReadOnlyList<ExpertSimulation> answers)
    {
        var partition = answers.FirstOrDefault(answer => answer.Partition.Length > 0)?.Partition;
        var same = partition is not null && answers.All(answer => answer.Partition.Length == 0 || answer.Partition.AsSpan().SequenceEqual(partition));
        long? Count(byte region) => same ? partition.AsSpan().Count(region) : null;
        return new(Count(2), Count(1), Count(0), [.. names.Zip(answers, (name, answer) => SimulatedAccuracy.Of(name, mask, answer))]);
    }
}

using DeferredSeg.Abstractions.Cases;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Simulate;

/// <summary>The answers about one image: arrays in the caller's dispose scope, and numbers.</summary>
internal sealed class SimulatedCase
{
    private readonly MaskInput _input;
    private readonly long[] _shape;

    public SimulatedCase(MaskInput input, MaskPlanes truth, IReadOnlyList<SimulatedAnswer> answers)
    {
        _input = input;
        _shape = input.HasClasses ? [truth.Classes, truth.Height, truth.Width] : [truth.Height, truth.Width];
        // What nobody answered is background, and 'answered' says so.
        Masks = torch.tensor(
            answers.SelectMany(answer => answer.Simulation?.Mask.Values ?? new byte[truth.Values.Length]).ToArray(),
            [answers.Count, .. _shape],
            torch.ScalarType.Byte
        );
        Answered = torch.tensor(answers.Select(answer => (byte)(answer.Simulation is null ? 0 : 1)).ToArray(), [answers.Count], torch.ScalarType.Byte);
        if (input.Mask is null)
            Reference = Map(truth.Values);
        if (answers.All(answer => answer.Simulation?.Probability is not null))
            Probability = torch.tensor(
                answers.SelectMany(answer => answer.Simulation!.Probability!).ToArray(),
                [answers.Count, .. _shape],
                torch.ScalarType.Float64
            );
        byte[][] partitions = [.. answers.Select(answer => answer.Simulation?.Partition ?? []).Where(partition => partition.Length > 0)];
        if (partitions.Length > 0)
            Partition = Array.TrueForAll(partitions, partition => partition.AsSpan().SequenceEqual(partitions[0]))
                ? Map(partitions[0])
                : torch.stack(partitions.Select(Map));
        Summary = SimulationSummary.Of(truth, answers);
    }

    /// <summary>What stands before the names of its arrays.</summary>
    public string Prefix => _input.Prefix;

    /// <summary>What the case is called.</summary>
    public string Name => _input.Name;

    /// <summary>uint8 of the mask's size where it was made of raters; null where it was given.</summary>
    public Tensor? Reference { get; }

    /// <summary>uint8 of the mask's size, or <c>[J, ...]</c> where experts divide the image differently; null where none does.</summary>
    public Tensor? Partition { get; }

    /// <summary>float64 <c>[J, ...]</c>; null where an expert's errors are not independent from pixel to pixel.</summary>
    public Tensor? Probability { get; }

    /// <summary>uint8 <c>[J, ...]</c>.</summary>
    public Tensor Masks { get; }

    /// <summary>uint8 <c>[J]</c>: 1 where the expert answered.</summary>
    public Tensor Answered { get; }

    public SimulationSummary Summary { get; }

    private Tensor Map(byte[] values) => torch.tensor(values, _shape, torch.ScalarType.Byte);
}

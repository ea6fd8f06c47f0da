using DeferredSeg.Abstractions.Experts;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Simulate;

/// <summary>The answers about one mask: arrays in the caller's dispose scope, and numbers.</summary>
internal sealed class SimulatedCase
{
    private readonly MaskInput _mask;

    public SimulatedCase(MaskInput mask, IReadOnlyList<string> names, IReadOnlyList<ExpertSimulation> answers)
    {
        _mask = mask;
        Masks = torch.tensor(answers.SelectMany(answer => answer.Mask.Values).ToArray(), [answers.Count, .. mask.Shape], torch.ScalarType.Byte);
        if (answers.All(answer => answer.Probability is not null)) Probability = torch.tensor(answers.SelectMany(answer => answer.Probability!).ToArray(), [answers.Count, .. mask.Shape], torch.ScalarType.Float64);
        ExpertSimulation[] divided = [.. answers.Where(answer => answer.Partition.Length > 0)];
        if (divided.Length > 0) Partition = divided.All(answer => answer.Partition.AsSpan().SequenceEqual(divided[0].Partition)) ? Map(divided[0].Partition) : torch.stack(divided.Select(answer => Map(answer.Partition)));
        Summary = SimulationSummary.Of(mask, names, answers);
    }

    /// <summary>What stands before the names of its arrays.</summary>
    public string Prefix => _mask.Prefix;

    /// <summary>What the case is called.</summary>
    public string Name => _mask.Name;

    /// <summary>uint8 of the mask's size, or <c>[J, ...]</c> where experts divide the image differently; null where none does.</summary>
    public Tensor? Partition { get; }

    /// <summary>float64 <c>[J, ...]</c>; null where an expert's errors are not independent from pixel to pixel.</summary>
    public Tensor? Probability { get; }

    /// <summary>uint8 <c>[J, ...]</c>.</summary>
    public Tensor Masks { get; }

    public SimulationSummary Summary { get; }

    private Tensor Map(byte[] values) => torch.tensor(values, _mask.Shape, torch.ScalarType.Byte);
}

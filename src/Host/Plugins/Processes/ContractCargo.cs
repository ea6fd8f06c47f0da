using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Plugins.Processes;

/// <summary>What came with a message: parts by name, and the memory that they lie in.</summary>
/// <param name="parts">The parts.</param>
/// <param name="memory">The block of a number.</param>
/// <param name="hold">Holds a block until the result is called; null where blocks stay anyway.</param>
/// <param name="device">Where tensors are wanted.</param>
internal sealed class Delivery(Part[] parts, Func<int, SharedMemory> memory, Func<int, Action>? hold, torch.Device device)
{
    /// <summary>The tensor of a name, the caller's; null where there is none.</summary>
    public Tensor? Tensor(string name) => parts.FirstOrDefault(part => part.Name == name) is { } part ? Over(part) : null;

    /// <summary>The names that begin with a prefix, without it, in order, and their tensors.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> Under(string prefix) =>
        [.. parts.Where(part => part.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(part => (part.Name[prefix.Length..], Over(part)))];

    /// <summary>The bytes of a name, copied.</summary>
    public byte[] Bytes(string name)
    {
        var part = Array.Find(parts, part => part.Name == name) ?? throw new InvalidDataException($"The message has no '{name}'.");
        return PartTensor.Bytes(part, memory(part.Block));
    }

    private Tensor Over(Part part)
    {
        var tensor = PartTensor.Over(part, memory(part.Block), hold?.Invoke(part.Block));
        if (device.type == DeviceType.CPU)
            return tensor;
        using (tensor)
            return tensor.to(device);
    }
}

/// <summary>The contract's tensors as named parts, and back. What is read is the caller's.</summary>
internal static class ContractCargo
{
    private const string Entry = "entry/";
    private const string Deep = "deep/";
    private const string Extra = "extra/";
    private const string Candidate = "candidate/";

    public static Cargo Add(this Cargo cargo, Embedding embedding)
    {
        foreach (var name in embedding.Names)
            cargo.Add(Entry + name, embedding[name]);
        return cargo;
    }

    public static Embedding Embedding(this Delivery delivery) => new(delivery.Under(Entry));

    public static Cargo Add(this Cargo cargo, PromptBatch prompts) =>
        cargo.Add("boxes", prompts.Boxes).Add("points", prompts.Points).Add("labels", prompts.PointLabels).Add("masks", prompts.Masks);

    public static PromptBatch Prompts(this Delivery delivery, PromptWire wire) =>
        new()
        {
            ImageIndex = wire.ImageIndex,
            AllHypotheses = wire.AllHypotheses,
            Boxes = delivery.Tensor("boxes"),
            Points = delivery.Tensor("points"),
            PointLabels = delivery.Tensor("labels"),
            Masks = delivery.Tensor("masks"),
        };

    public static Cargo Add(this Cargo cargo, SegmentationOutput output)
    {
        cargo
            .Add("logits", output.Logits)
            .Add("features", output.Features)
            .Add("hypotheses", output.Hypotheses)
            .Add("scores", output.Scores)
            .Add("routing", output.RoutingLogits)
            .Add("predictor", output.PredictorLogit)
            .Add("image", output.Image)
            .Add("field", output.FieldOfView);
        foreach (var (deep, i) in (output.DeepLogits ?? []).Select((deep, i) => (deep, i)))
            cargo.Add(FormattableString.Invariant($"{Deep}{i}"), deep);
        foreach (var (name, extra) in output.Extras ?? new Dictionary<string, Tensor>())
            cargo.Add(Extra + name, extra);
        return cargo;
    }

    public static SegmentationOutput Segmentation(this Delivery delivery) =>
        new(delivery.Tensor("logits")!, delivery.Tensor("features"))
        {
            Hypotheses = delivery.Tensor("hypotheses"),
            Scores = delivery.Tensor("scores"),
            RoutingLogits = delivery.Tensor("routing"),
            PredictorLogit = delivery.Tensor("predictor"),
            Image = delivery.Tensor("image"),
            FieldOfView = delivery.Tensor("field"),
            DeepLogits = [.. delivery.Under(Deep).Select(one => one.Tensor)],
            Extras = delivery.Under(Extra).ToDictionary(one => one.Name, one => one.Tensor),
        };

    public static Cargo Add(this Cargo cargo, PromptTokens tokens) => cargo.Add("sparse", tokens.Sparse).Add("dense", tokens.Dense);

    public static PromptTokens PromptTokens(this Delivery delivery) => new(delivery.Tensor("sparse")!, delivery.Tensor("dense")!);

    public static Cargo Add(this Cargo cargo, MixedTokens mixed) => cargo.Add("tokens", mixed.Tokens).Add("mixed", mixed.Image);

    public static MixedTokens MixedTokens(this Delivery delivery) => new(delivery.Tensor("tokens")!, delivery.Tensor("mixed")!);

    public static Cargo Add(this Cargo cargo, DeferralOutput output) =>
        cargo.Add("routing logits", output.RoutingLogits).Add("predictor logit", output.PredictorLogit);

    public static DeferralOutput Deferral(this Delivery delivery) => new(delivery.Tensor("routing logits")!, delivery.Tensor("predictor logit"));

    public static Cargo Add(this Cargo cargo, SessionProposals proposals)
    {
        cargo.Add("answer", proposals.Answer);
        foreach (var (candidate, i) in proposals.Candidates.Select((candidate, i) => (candidate, i)))
            cargo.Add(FormattableString.Invariant($"{Candidate}{i}"), candidate);
        return cargo;
    }

    public static SessionProposals Proposals(this Delivery delivery) =>
        new(delivery.Tensor("answer")!, [.. delivery.Under(Candidate).Select(one => one.Tensor)]);
}

/// <summary>What of prompts is no tensor.</summary>
internal sealed record PromptWire(int[]? ImageIndex, bool AllHypotheses)
{
    public static PromptWire Of(PromptBatch prompts) => new(prompts.ImageIndex?.ToArray(), prompts.AllHypotheses);
}

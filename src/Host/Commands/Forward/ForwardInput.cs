using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Tensors;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Forward;

/// <summary>The tensors that a forward run reads, checked as far as this is possible without the network. It owns them.</summary>
/// <param name="Image">float32 <c>[B, C, H, W]</c>.</param>
/// <param name="Prompts">P results.</param>
/// <param name="Target">float32 <c>[P, K, H, W]</c>, from 0 to 1; null where none is wanted.</param>
/// <param name="Unread">Names in the file that nothing was done with.</param>
internal sealed record ForwardInput(Tensor Image, PromptBatch Prompts, Tensor? Target, IReadOnlyList<string> Unread) : IDisposable
{
    private const string ImageName = "image";
    private const string TargetName = "target";

    /// <summary>Reads the file.</summary>
    /// <param name="path">A .safetensors or PyTorch file.</param>
    /// <param name="network">The network that it is for.</param>
    /// <param name="hypotheses">Whether all hypotheses are wanted.</param>
    /// <param name="target">Whether there must be a target.</param>
    /// <exception cref="DataException">A tensor is missing, of another shape or type, or has a value out of its range.</exception>
    public static ForwardInput Read(string path, BackboneDescription network, bool hypotheses, bool target)
    {
        using var file = WeightFile.Open(path);
        using var scope = torch.NewDisposeScope();
        var image = TensorInput.Require(file, path, ImageName, TensorDType.Float32, "[B, C, H, W]");
        if (network.Input.Refusal(image) is { } refusal)
            throw new DataException($"{path}: {refusal}");
        var prompts = new ForwardPrompts(file, path).Read(network, (int)image.shape[0]) with { AllHypotheses = hypotheses };
        var results = prompts.ImageIndex?.Count ?? image.shape[0];
        var wanted = target ? Target01(file, path, [results, network.Classes, .. image.shape[2..]]) : null;
        string[] read = [ImageName, .. ForwardPrompts.Names, .. target ? [TargetName] : Array.Empty<string>()];
        foreach (var tensor in new[] { image, prompts.Boxes, prompts.Points, prompts.PointLabels, prompts.Masks, wanted })
            tensor?.MoveToOuterDisposeScope();
        return new(image, prompts, wanted, [.. file.Tensors.Select(tensor => tensor.Name).Except(read)]);
    }

    public void Dispose()
    {
        foreach (var tensor in new[] { Image, Prompts.Boxes, Prompts.Points, Prompts.PointLabels, Prompts.Masks, Target })
            tensor?.Dispose();
    }

    private static Tensor Target01(ITensorFile file, string path, long[] shape)
    {
        var layout = $"[P, K, H, W], as the logits are: [{string.Join(", ", shape)}]";
        var target =
            TensorInput.Numbers(file, path, TargetName, shape, layout)
            ?? throw new DataException($"{path} has no tensor '{TargetName}', which --grad needs: numbers from 0 to 1, {layout}.");
        if (target.min().ToDouble() < 0 || target.max().ToDouble() > 1)
            throw new DataException($"{path}: '{TargetName}' has values from {target.min().ToDouble():R} to {target.max().ToDouble():R}; expected 0 to 1.");
        return target.to_type(torch.ScalarType.Float32);
    }
}

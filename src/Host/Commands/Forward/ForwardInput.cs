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

/// <summary>The prompts of a forward run's input file.</summary>
internal sealed class ForwardPrompts(ITensorFile file, string path)
{
    private const string Boxes = "boxes";
    private const string Points = "points";
    private const string Labels = "labels";
    private const string Mask = "mask";
    private const string ImageIndex = "image_index";

    /// <summary>The tensors that prompts are read from.</summary>
    public static IReadOnlyList<string> Names { get; } = [Boxes, Points, Labels, Mask, ImageIndex];

    /// <summary>Reads them, in the innermost dispose scope.</summary>
    /// <param name="network">The network that they are for.</param>
    /// <param name="images">The images B.</param>
    /// <exception cref="DataException">
    /// They are of other shapes, numbers or images than they may be, do not fit each other, or the network takes none of the kind.
    /// </exception>
    public PromptBatch Read(BackboneDescription network, int images)
    {
        Allow(network, PromptKinds.Box, Boxes);
        Allow(network, PromptKinds.Points, Points);
        Allow(network, PromptKinds.Points, Labels);
        Allow(network, PromptKinds.Mask, Mask);
        long[] box = file.TryGet(Boxes, out var info) && info.Shape.Length == 3 ? [-1, 1, 4] : [-1, 4];
        var boxes = Numbers(Boxes, box, "[P, 4] or [P, 1, 4]: left, top, right and bottom in pixels of the image")?.reshape(-1, 4);
        var points = Numbers(Points, [-1, -1, 2], "[P, N, 2]: x and y in pixels of the image");
        if (points is not null && points.shape[1] == 0)
            throw new DataException(
                $"{path}: '{Points}' is [{string.Join(", ", points.shape)}]; expected at least one point for each result, or no '{Points}'."
            );
        var labels = Numbers(Labels, [-1, -1], "[P, N]: 1 in the target, 0 outside of it, -1 to be ignored");
        if (points is null != labels is null)
            throw new DataException(
                $"{path} has '{(points is null ? Labels : Points)}' and no '{(points is null ? Points : Labels)}'; "
                    + "points [P, N, 2] and labels [P, N] come together."
            );
        if (labels is not null && !labels.shape.SequenceEqual(points!.shape[..2]))
            throw new DataException(
                $"{path}: '{Labels}' is [{string.Join(", ", labels.shape)}] for points [{string.Join(", ", points.shape)}]; expected a label for each point."
            );
        Whole(Labels, labels, -1, 1);
        var mask = Numbers(Mask, [-1, 1, -1, -1], "[P, 1, h, w]: logits");
        var index = Numbers(ImageIndex, [-1], "[P]: for each result the number of its image, from 0");
        Whole(ImageIndex, index, 0, images - 1);
        return new()
        {
            ImageIndex = Images(images, (Boxes, boxes), (Points, points), (Mask, mask), (ImageIndex, index)),
            Boxes = boxes?.to_type(torch.ScalarType.Float32),
            Points = points?.to_type(torch.ScalarType.Float32),
            PointLabels = labels?.to_type(torch.ScalarType.Int64),
            Masks = mask?.to_type(torch.ScalarType.Float32),
        };
    }

    // Without an index every image has its prompt, or all prompts are of the only image.
    private IReadOnlyList<int>? Images(int images, params (string Name, Tensor? Tensor)[] tensors)
    {
        var rows = tensors.Where(entry => entry.Tensor is not null).Select(entry => (entry.Name, Count: (int)entry.Tensor!.shape[0])).ToList();
        if (rows.Count == 0)
            return null;
        var count = rows[0].Count;
        if (count == 0)
            throw new DataException($"{path}: '{rows[0].Name}' has no row; expected one for each result.");
        if (rows.Any(row => row.Count != count))
            throw new DataException(
                $"{path} has {string.Join(", ", rows.Select(row => $"{row.Count} rows of '{row.Name}'"))}; expected as many of each, one for each result."
            );
        if (tensors[^1].Tensor is { } index)
            return [.. index.data<double>().Select(value => (int)value)];
        if (count == images)
            return null;
        return images == 1
            ? Enumerable.Repeat(0, count).ToList()
            : throw new DataException(
                $"{path} has prompts for {count} results and {images} images; name the image of each result, counted from 0, in '{ImageIndex}' [{count}]."
            );
    }

    private void Allow(BackboneDescription network, PromptKinds kind, string name)
    {
        if (!network.Prompts.HasFlag(kind) && file.TryGet(name, out _))
            throw new DataException(
                $"{path} has '{name}'; "
                    + $"the backbone {network.Id} takes {(network.Prompts == PromptKinds.None ? "no prompts" : $"only {network.Prompts} as prompts")}. "
                    + "Leave it out."
            );
    }

    private Tensor? Numbers(string name, long[] shape, string layout) => TensorInput.Numbers(file, path, name, shape, layout);

    private void Whole(string name, Tensor? tensor, int smallest, int largest)
    {
        if (tensor is null)
            return;
        foreach (var value in tensor.data<double>().ToArray())
        {
            if (value != Math.Floor(value) || value < smallest || value > largest)
                throw new DataException(FormattableString.Invariant($"{path}: '{name}' has {value:R}; expected whole numbers from {smallest} to {largest}."));
        }
    }
}

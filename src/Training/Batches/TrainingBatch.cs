using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Training.Batches;

/// <summary>Cases as tensors, in the scope in which it was made.</summary>
internal sealed class TrainingBatch
{
    public TrainingBatch(IReadOnlyList<BatchCase> cases, ClassKind kind, Device device)
    {
        Cases = cases;
        var first = cases[0].Prepared;
        (Height, Width) = (first.Height, first.Width);
        if (cases.FirstOrDefault(one => one.Prepared.Height != Height || one.Prepared.Width != Width)?.Prepared is { } other)
            throw new InvalidOperationException(
                $"{first.Info.Id} has {Height} by {Width} pixels, {other.Info.Id} {other.Height} by {other.Width}, in one batch. Let the preprocessing resize to one size, or set batchSize to 1."
            );
        var classes = first.Reference.Classes;
        Experts = cases[0].Answers?.Masks.Count ?? 0;
        Groups = PixelGroup.Of(cases, Experts);
        if (Groups.Count == 0)
            throw new InvalidOperationException($"No pixel of {Names} is in the field of view; there is nothing to learn from.");
        var exclusive = kind == ClassKind.Exclusive;
        Target = tensor(
            Joined.Of([.. cases.Select(one => Labels(one.Prepared.Reference, exclusive))]),
            [cases.Count, exclusive ? 1 : classes, Height, Width],
            ScalarType.Byte,
            device
        );
        if (Experts == 0)
            return;
        long[] shape = exclusive ? [cases.Count, Experts, Height, Width] : [cases.Count, Experts, classes, Height, Width];
        Answers = tensor(Joined.Of([.. cases.SelectMany(one => one.Answers!.Masks).Select(mask => Labels(mask, exclusive))]), shape, ScalarType.Byte, device);
    }

    public IReadOnlyList<BatchCase> Cases { get; }

    /// <summary>J; 0 where nothing is routed.</summary>
    public int Experts { get; }

    public int Height { get; }

    public int Width { get; }

    /// <summary>uint8: multilabel <c>[B, K, H, W]</c>, 0 or 1; exclusive <c>[B, 1, H, W]</c>, the class.</summary>
    public Tensor Target { get; }

    /// <summary>uint8: multilabel <c>[B, J, K, H, W]</c>, exclusive <c>[B, J, H, W]</c>; null where nothing is routed.</summary>
    public Tensor? Answers { get; }

    /// <summary>The pixels in the field of view by who answered about them.</summary>
    public IReadOnlyList<PixelGroup> Groups { get; }

    /// <summary>Whether every pixel counts and every expert answered about it.</summary>
    public bool IsWhole => Groups.Count == 1 && Groups[0].Experts.Count == Experts && Groups[0].Pixels.Length == (long)Cases.Count * Height * Width;

    /// <summary>The cases' names, for messages.</summary>
    public string Names => string.Join(", ", Cases.Select(one => one.Prepared.Info.Id));

    /// <summary>Planes as they are, or the class of each pixel: the first whose plane is 1, class 0 where none is.</summary>
    public static byte[] Labels(MaskPlanes mask, bool exclusive)
    {
        if (!exclusive)
            return mask.Values;
        var labels = new byte[mask.Height * mask.Width];
        for (var k = mask.Classes - 1; k > 0; k--)
        {
            var plane = mask.Plane(k);
            for (var pixel = 0; pixel < labels.Length; pixel++)
                if (plane[pixel] == 1)
                    labels[pixel] = (byte)k;
        }
        var background = mask.Plane(0);
        for (var pixel = 0; pixel < labels.Length; pixel++)
            if (background[pixel] == 1)
                labels[pixel] = 0;
        return labels;
    }
}

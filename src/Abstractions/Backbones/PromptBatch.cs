namespace DeferredSeg.Abstractions.Backbones;

/// <summary>What a decoding is for: P results, each of one image of the embedding, each pointed at its target. The tensors are the caller's.</summary>
public sealed record PromptBatch
{
    /// <summary>One result per image, and nothing that points at a target.</summary>
    public static PromptBatch None { get; } = new();

    /// <summary>For each of the P results the index of its image; null means one result per image, in order.</summary>
    public IReadOnlyList<int>? ImageIndex { get; init; }

    /// <summary>float32 <c>[P, 4]</c>: left, top, right, bottom in input pixels.</summary>
    public Tensor? Boxes { get; init; }

    /// <summary>float32 <c>[P, N, 2]</c>: x, y in input pixels.</summary>
    public Tensor? Points { get; init; }

    /// <summary>int64 <c>[P, N]</c>: 1 in the target, 0 outside of it, -1 to be ignored. Together with <see cref="Points"/>.</summary>
    public Tensor? PointLabels { get; init; }

    /// <summary>float32 <c>[P, 1, h, w]</c>: logits of a coarse mask, of the size that the network documents.</summary>
    public Tensor? Masks { get; init; }

    /// <summary>Whether all hypotheses of the network are wanted, not its best or only one; see <see cref="SegmentationOutput.Hypotheses"/>.</summary>
    public bool AllHypotheses { get; init; }

    /// <summary>The kinds that are present.</summary>
    public PromptKinds Kinds => (Boxes is null ? 0 : PromptKinds.Box) | (Points is null ? 0 : PromptKinds.Points) | (Masks is null ? 0 : PromptKinds.Mask);

    /// <summary>The number P of results for an embedding of some images.</summary>
    /// <param name="images">The images B of the embedding.</param>
    /// <exception cref="ArgumentException">An index is none of the B images, or tensors and index disagree about P.</exception>
    public int Count(int images)
    {
        if (ImageIndex?.Where(index => index < 0 || index >= images).Cast<int?>().FirstOrDefault() is { } wrong)
            throw new ArgumentException($"The prompts name image {wrong}; the embedding has {images}, counted from 0.");
        var count = ImageIndex?.Count ?? images;
        Expect(nameof(Boxes), Boxes, count);
        Expect(nameof(Points), Points, count);
        Expect(nameof(PointLabels), PointLabels, count);
        Expect(nameof(Masks), Masks, count);
        if (Points is null != PointLabels is null)
            throw new ArgumentException("Points and their labels come together; one of them is missing.");
        return count;
    }

    /// <summary>The same prompts with other tensors, for example aliases of these.</summary>
    /// <param name="map">What becomes of each tensor that there is.</param>
    public PromptBatch Map(Func<Tensor, Tensor> map) =>
        this with
        {
            Boxes = Boxes is null ? null : map(Boxes),
            Points = Points is null ? null : map(Points),
            PointLabels = PointLabels is null ? null : map(PointLabels),
            Masks = Masks is null ? null : map(Masks),
        };

    /// <summary>What each result is decoded from: the rows of its image.</summary>
    /// <param name="images">A tensor of an embedding, <c>[B, …]</c>; it stays the caller's.</param>
    /// <returns><c>[P, …]</c>, a new tensor in the caller's dispose scope; an alias where every image has one result, in order.</returns>
    public Tensor Select(Tensor images)
    {
        if (ImageIndex is null)
            return images.alias();
        using var index = torch.tensor(ImageIndex.Select(image => (long)image).ToArray(), device: images.device);
        return images.index_select(0, index);
    }

    private static void Expect(string name, Tensor? tensor, int count)
    {
        if (tensor is not null && tensor.shape[0] != count)
            throw new ArgumentException($"{name} has {tensor.shape[0]} rows; there are {count} results.");
    }
}

/// <summary>What may point a network at its target.</summary>
[Flags]
public enum PromptKinds
{
    /// <summary>Nothing: the network segments the whole image.</summary>
    None = 0,

    /// <summary>A box, <see cref="PromptBatch.Boxes"/>.</summary>
    Box = 1,

    /// <summary>Points in and outside of the target, <see cref="PromptBatch.Points"/>.</summary>
    Points = 2,

    /// <summary>A coarse mask, <see cref="PromptBatch.Masks"/>.</summary>
    Mask = 4,
}

namespace Wrappers.Passes;

/// <summary>A symmetry of the square: first rows and columns change places, then either axis is mirrored.</summary>
/// <param name="Transposed">Whether rows and columns change places.</param>
/// <param name="Upended">Whether the order of the rows is turned round.</param>
/// <param name="Mirrored">Whether the order of the columns is turned round.</param>
internal readonly record struct Orientation(bool Transposed, bool Upended, bool Mirrored)
{
    /// <summary>As it is.</summary>
    public static Orientation None => default;

    /// <summary>All of a kind, the image as it is first.</summary>
    public static IReadOnlyList<Orientation> All(Symmetries symmetries)
    {
        bool[] both = [false, true];
        bool[] transposed = symmetries == Symmetries.Dihedral ? both : [false];
        return [.. from turned in transposed from upended in both from mirrored in both select new Orientation(turned, upended, mirrored)];
    }

    /// <summary>Turns images or maps.</summary>
    /// <param name="maps"><c>[…, H, W]</c>; they stay the caller's.</param>
    /// <returns><c>[…, H, W]</c>, or <c>[…, W, H]</c> where rows and columns change places; contiguous, in the caller's dispose scope.</returns>
    public Tensor Turn(Tensor maps)
    {
        using var turned = Transposed ? maps.transpose(-2, -1) : maps.alias();
        using var mirrored = Mirror(turned);
        return mirrored.contiguous().alias();
    }

    /// <summary>Turns maps back; the inverse of <see cref="Turn(Tensor)"/>.</summary>
    /// <param name="maps"><c>[…, H, W]</c>; they stay the caller's.</param>
    public Tensor Back(Tensor maps)
    {
        using var mirrored = Mirror(maps);
        using var turned = Transposed ? mirrored.transpose(-2, -1) : mirrored.alias();
        return turned.contiguous().alias();
    }

    /// <summary>Prompts for an image that was turned.</summary>
    /// <param name="prompts">Boxes and points in pixels of the image as it is, whose first is 0; and a coarse mask of it.</param>
    /// <param name="height">Its rows H.</param>
    /// <param name="width">Its columns W.</param>
    /// <returns>The same prompts on the turned image, new tensors in the caller's dispose scope.</returns>
    public PromptBatch Turn(PromptBatch prompts, long height, long width) =>
        this == None
            ? prompts
            : prompts with
            {
                Boxes = prompts.Boxes is { } boxes ? TurnBoxes(boxes, height, width) : null,
                Points = prompts.Points is { } points ? TurnPoints(points, height, width) : null,
                Masks = prompts.Masks is { } masks ? Turn(masks) : null,
            };

    // A point (x, y) of [.., 2]: x counts columns and y rows, from 0 to W - 1 and H - 1.
    private Tensor TurnPoints(Tensor points, long height, long width)
    {
        var (x, y) = (points.select(-1, 0), points.select(-1, 1));
        if (Transposed)
            (x, y, height, width) = (y, x, width, height);
        return stack([Mirrored ? width - 1 - x : x, Upended ? height - 1 - y : y], -1);
    }

    private Tensor TurnBoxes(Tensor boxes, long height, long width)
    {
        using var corners = boxes.reshape(-1, 2, 2);
        using var turned = TurnPoints(corners, height, width);
        // What was left may be right now.
        return cat([turned.amin([1]), turned.amax([1])], 1);
    }

    private Tensor Mirror(Tensor maps)
    {
        long[] axes = [.. Upended ? [-2L] : (long[])[], .. Mirrored ? [-1L] : (long[])[]];
        return axes.Length == 0 ? maps.alias() : maps.flip(axes);
    }
}

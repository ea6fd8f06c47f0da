namespace DeferredSeg.Abstractions.Backbones;

/// <summary>Which images a backbone takes: float32 <c>[B, C, …]</c> with the spatial axes last, in the network's input space.</summary>
public sealed record InputRule
{
    /// <summary>The channels C.</summary>
    public required int Channels { get; init; }

    /// <summary>Spatial axes: 2 for images <c>[B, C, H, W]</c>, 3 for volumes <c>[B, C, D, H, W]</c>.</summary>
    public int SpatialAxes { get; init; } = 2;

    /// <summary>The smallest size of every spatial axis, in pixels.</summary>
    public int SmallestSize { get; init; } = 1;

    /// <summary>Every spatial axis must be a multiple of this, in pixels.</summary>
    public int SizeMultiple { get; init; } = 1;

    /// <summary>
    /// What holds of each spatial axis in place of <see cref="SmallestSize"/> and <see cref="SizeMultiple"/> where axes differ, the slowest first; sizes
    /// that are right by
    /// those two are right by these. Null where axes are alike.
    /// </summary>
    public IReadOnlyList<AxisRule>? Axes { get; init; }

    /// <summary>The only sizes that the network takes, the slowest axis first; null where any size within the other rules will do.</summary>
    public IReadOnlyList<int>? FixedSizes { get; init; }

    /// <summary>
    /// The values that the network expects, for people and for the choice of a preprocessing (see <see cref="IImagePreprocessing"/>), for example
    /// <c>0 to 1</c> or <c>zero mean, unit variance</c>.
    /// </summary>
    public string? ValueRange { get; init; }

    /// <summary>Refuses images of another rank, type, channel count or size.</summary>
    /// <exception cref="ArgumentException">They break a rule; the message says which, what was found and what is expected.</exception>
    public void Check(Tensor images)
    {
        if (Refusal(images) is { } refusal)
            throw new ArgumentException(refusal);
    }

    /// <summary>Why images are refused, in one sentence; null where they are taken.</summary>
    public string? Refusal(Tensor images)
    {
        var shape = images.shape;
        var found = $"not {images.dtype} [{string.Join(", ", shape)}]";
        if (shape.Length != SpatialAxes + 2)
            return $"Images of rank {SpatialAxes + 2} are expected, {Layout}, {found}.";
        if (images.dtype != torch.ScalarType.Float32)
            return $"Images of Float32 are expected, {found}.";
        if (shape[1] != Channels)
            return $"Images with {Channels} channels are expected, {Layout}, {found}.";
        var sizes = shape[2..];
        if (FixedSizes is not null && !sizes.SequenceEqual(FixedSizes.Select(size => (long)size)))
            return $"Images of {string.Join(" by ", FixedSizes)} pixels are expected, {found}.";
        if (Axes is not null)
            return sizes.Zip(Axes).All(pair => pair.First >= pair.Second.Smallest && pair.First % pair.Second.Multiple == 0)
                ? null
                : $"Images whose sizes are multiples of {string.Join(" by ", Axes.Select(axis => axis.Multiple))}, at least "
                    + $"{string.Join(" by ", Axes.Select(axis => axis.Smallest))}, are expected, {found}.";
        if (sizes.Any(size => size < SmallestSize))
            return $"Images of at least {SmallestSize} pixels along every axis are expected, {found}.";
        return sizes.Any(size => size % SizeMultiple != 0) ? $"Images whose sizes are multiples of {SizeMultiple} are expected, {found}." : null;
    }

    private string Layout =>
        SpatialAxes switch
        {
            2 => $"[B, {Channels}, H, W]",
            3 => $"[B, {Channels}, D, H, W]",
            _ => $"[B, {Channels}, and {SpatialAxes} spatial axes]",
        };
}

/// <summary>Which sizes a network takes along one axis.</summary>
/// <param name="Smallest">The smallest, in pixels.</param>
/// <param name="Multiple">Every size is a multiple of it.</param>
public sealed record AxisRule(int Smallest, int Multiple);

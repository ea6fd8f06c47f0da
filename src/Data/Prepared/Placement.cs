using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Datasets;

namespace DeferredSeg.Data.Prepared;

/// <summary>
/// Where a prepared image lies in the one it was made of: a rectangle that was cut out and resized. Turning comes after it and is undone before.
/// </summary>
/// <param name="NativeHeight">Rows of the dataset's image.</param>
/// <param name="NativeWidth">Columns of the dataset's image.</param>
/// <param name="Top">The first row of the rectangle.</param>
/// <param name="Left">The first column of the rectangle.</param>
/// <param name="CropHeight">Rows of the rectangle.</param>
/// <param name="CropWidth">Columns of the rectangle.</param>
/// <param name="Height">Rows of the prepared image, unturned.</param>
/// <param name="Width">Columns of the prepared image, unturned.</param>
public sealed record Placement(int NativeHeight, int NativeWidth, int Top, int Left, int CropHeight, int CropWidth, int Height, int Width)
{
    /// <summary>Slices of a whole volume, each of which is cut and resized alike; null for an image.</summary>
    public int? Depth { get; init; }

    /// <summary>The prepared pixels or voxels, unturned.</summary>
    public Grid Grid => Depth is { } depth ? new(depth, Height, Width) : new(Height, Width);

    /// <summary>The dataset's own.</summary>
    public Grid NativeGrid => Depth is { } depth ? new(depth, NativeHeight, NativeWidth) : new(NativeHeight, NativeWidth);

    /// <summary>Whether nothing is cut and nothing resized.</summary>
    public bool IsWhole => Top == 0 && Left == 0 && (Height, Width) == (NativeHeight, NativeWidth) && (CropHeight, CropWidth) == (Height, Width);

    /// <summary>Brings a mask of the native size to the prepared one; each pixel takes the nearest.</summary>
    /// <exception cref="ArgumentException">The mask has another size than the image.</exception>
    public MaskPlanes ToPrepared(MaskPlanes mask)
    {
        if (mask.Grid != NativeGrid)
            throw new ArgumentException($"The mask is {mask.Grid} pixels and its image {NativeGrid}; expected a mask of the image.", nameof(mask));
        var planes = mask.Classes * mask.Grid.Depth;
        return new(Grid, mask.Classes, NearestPixels.Resize<byte>(Crop<byte>(mask.Values, planes), planes, CropHeight, CropWidth, Height, Width));
    }

    /// <summary>
    /// Brings a mask of the prepared size back to the native one; each pixel takes the nearest, and outside of the rectangle all classes are 0.
    /// </summary>
    public MaskPlanes ToNative(MaskPlanes mask) => new(NativeGrid, mask.Classes, ToNative<byte>(mask.Values, mask.Classes * mask.Grid.Depth, 0));

    /// <summary>Brings planes of decisions back to the native size; each pixel takes the nearest.</summary>
    /// <param name="values"><c>[planes, Height, Width]</c>.</param>
    /// <param name="planes">How many planes.</param>
    /// <param name="outside">What stands outside of the rectangle, for example channel 0, the model.</param>
    /// <returns><c>[planes, NativeHeight, NativeWidth]</c>.</returns>
    public T[] ToNative<T>(ReadOnlySpan<T> values, int planes, T outside) =>
        Place(NearestPixels.Resize(values, planes, Height, Width, CropHeight, CropWidth), planes, outside);

    /// <summary>Brings planes of probabilities back to the native size.</summary>
    /// <param name="values"><c>[planes, Height, Width]</c>.</param>
    /// <param name="planes">How many planes.</param>
    /// <param name="outside">What stands outside of the rectangle.</param>
    /// <param name="filter">How neighbours are weighed; bicubic may overshoot 0 and 1.</param>
    /// <returns><c>[planes, NativeHeight, NativeWidth]</c>.</returns>
    public float[] ToNative(ReadOnlySpan<float> values, int planes, float outside, ResizeFilter filter)
    {
        var resized = new float[planes * CropHeight * CropWidth];
        for (var plane = 0; plane < planes; plane++)
            Resampling
                .Resize(values.Slice(plane * Height * Width, Height * Width), Height, Width, CropHeight, CropWidth, filter)
                .CopyTo(resized, plane * CropHeight * CropWidth);
        return Place(resized, planes, outside);
    }

    /// <summary>Cuts the rectangle out of planes of the native size.</summary>
    internal T[] Crop<T>(ReadOnlySpan<T> values, int planes)
    {
        var cut = new T[planes * CropHeight * CropWidth];
        for (var row = 0; row < planes * CropHeight; row++)
            values.Slice((row / CropHeight * NativeHeight + Top + row % CropHeight) * NativeWidth + Left, CropWidth).CopyTo(cut.AsSpan(row * CropWidth));
        return cut;
    }

    private T[] Place<T>(ReadOnlySpan<T> cut, int planes, T outside)
    {
        var whole = new T[planes * NativeHeight * NativeWidth];
        Array.Fill(whole, outside);
        for (var row = 0; row < planes * CropHeight; row++)
            cut.Slice(row * CropWidth, CropWidth).CopyTo(whole.AsSpan((row / CropHeight * NativeHeight + Top + row % CropHeight) * NativeWidth + Left));
        return whole;
    }
}

/// <summary>The size that images are brought to for a network.</summary>
internal sealed class InputSize
{
    private readonly InputRule _rule;
    private readonly (int Height, int Width)? _wanted;
    private readonly (int Height, int Width)? _fixed;
    private readonly bool _isTiled;

    /// <exception cref="DatasetException">The network takes no images, or not of the size that is asked for.</exception>
    public InputSize(InputRule rule, IReadOnlyList<int>? size)
    {
        _rule = rule;
        if (size is { Count: > 0 })
            _wanted = (size[0], size[^1]);
        // A volume goes through the network in patches, whose sizes are what has to fit.
        if (rule.SpatialAxes == 3)
        {
            _isTiled = true;
            return;
        }
        if (rule.FixedSizes is [var height, var width])
            _fixed = (height, width);
        if (_wanted is not { } wanted)
            return;
        if (_fixed is { } only && only != wanted)
            throw new DatasetException(
                $"preparation:size is {wanted.Height} by {wanted.Width}, and the network takes {only.Height} by {only.Width} alone; expected that, or no size."
            );
        if (Fitting(wanted.Height) != wanted.Height || Fitting(wanted.Width) != wanted.Width)
            throw new DatasetException(
                $"preparation:size is {wanted.Height} by {wanted.Width}, and the network takes multiples of {rule.SizeMultiple} from "
                    + $"{rule.SmallestSize} pixels; expected for example {Fitting(wanted.Height)} by {Fitting(wanted.Width)}."
            );
    }

    /// <summary>Whether images may be laid on their side.</summary>
    public bool TakesOnSide => _fixed is not { } only || only.Height == only.Width;

    /// <summary>The size for an image of some size.</summary>
    public (int Height, int Width) Of(int height, int width) => _wanted ?? _fixed ?? (_isTiled ? (height, width) : (Fitting(height), Fitting(width)));

    private int Fitting(int size)
    {
        var multiple = Math.Max(1, _rule.SizeMultiple);
        var nearest = (int)Math.Round((double)size / multiple, MidpointRounding.AwayFromZero) * multiple;
        return Math.Max(nearest, (_rule.SmallestSize + multiple - 1) / multiple * multiple);
    }
}

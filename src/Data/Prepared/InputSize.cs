using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Data.Datasets;

namespace DeferredSeg.Data.Prepared;

/// <summary>The size that images are brought to for a network.</summary>
internal sealed class InputSize
{
    private readonly InputRule _rule;
    private readonly (int Height, int Width)? _wanted;

    /// <exception cref="DatasetException">The network takes no images, or not of the size that is asked for.</exception>
    public InputSize(InputRule rule, IReadOnlyList<int>? size)
    {
        _rule = rule;
        if (rule.SpatialAxes != 2)
            throw new DatasetException(
                $"The network takes {rule.SpatialAxes} spatial axes, and the dataset gives images with 2; expected a network for images."
            );
        if (size is { Count: > 0 })
            _wanted = (size[0], size[^1]);
        if (rule.FixedSizes is not [var height, var width])
            _fixed = null;
        else
            _fixed = (height, width);
        if (_wanted is not { } wanted)
            return;
        if (_fixed is { } only && only != wanted)
            throw new DatasetException(
                $"preparation:size is {wanted.Height} by {wanted.Width}, and the network takes {only.Height} by {only.Width} alone; expected that, or no size."
            );
        if (Fitting(wanted.Height) != wanted.Height || Fitting(wanted.Width) != wanted.Width)
            throw new DatasetException(
                $"preparation:size is {wanted.Height} by {wanted.Width}, and the network takes multiples of {rule.SizeMultiple} from {rule.SmallestSize} pixels; expected for example {Fitting(wanted.Height)} by {Fitting(wanted.Width)}."
            );
    }

    private readonly (int Height, int Width)? _fixed;

    /// <summary>Whether images may be laid on their side.</summary>
    public bool TakesOnSide => _fixed is not { } only || only.Height == only.Width;

    /// <summary>The size for an image of some size.</summary>
    public (int Height, int Width) Of(int height, int width) => _wanted ?? _fixed ?? (Fitting(height), Fitting(width));

    private int Fitting(int size)
    {
        var multiple = Math.Max(1, _rule.SizeMultiple);
        var nearest = (int)Math.Round((double)size / multiple, MidpointRounding.AwayFromZero) * multiple;
        return Math.Max(nearest, (_rule.SmallestSize + multiple - 1) / multiple * multiple);
    }
}

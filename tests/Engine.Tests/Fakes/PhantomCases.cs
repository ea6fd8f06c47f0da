using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Phantom;
using DeferredSeg.Data.Prepared;

namespace DeferredSeg.Engine.Tests.Fakes;

/// <summary>Small phantom images, turned one quarter at a time.</summary>
internal sealed class PhantomCases : IPreparedCases
{
    private readonly List<(CaseInfo Info, ShapeCase Shape)> _cases;

    public PhantomCases(string name, int seed, int count, int size = 16) =>
        _cases = [.. Enumerable.Range(0, count).Select(i => (new CaseInfo($"{name}-{i}"), ShapeSet.Create(seed, i, size)))];

    /// <summary>Rows that are left of each image, from the top.</summary>
    public int? Rows { get; init; }

    /// <summary>Two planes, background and shape, instead of one.</summary>
    public bool IsExclusive { get; init; }

    public MaskPlanes? FieldOfView { get; init; }

    /// <summary>A case whose image holds a number that is none.</summary>
    public Func<string, bool> IsBroken { get; init; } = _ => false;

    public IReadOnlyList<CaseInfo> Cases => [.. _cases.Select(one => one.Info)];

    public PreparedCase Get(int index, GeometricVariant variant)
    {
        var (info, shape) = _cases[index];
        var rows = Rows ?? shape.Height;
        var (image, height, width) = Turned(shape.Image[..(rows * shape.Width)], rows, shape.Width, variant);
        var (mask, _, _) = Turned(shape.Mask[..(rows * shape.Width)], rows, shape.Width, variant);
        if (IsBroken(info.Id))
            image[0] = float.NaN;
        var shown = Array.ConvertAll(image, value => float.IsNaN(value) ? (byte)0 : (byte)(value * 255));
        return new(
            info,
            image,
            new(height, width, 1, shown),
            IsExclusive ? new(height, width, 2, [.. mask.Select(value => (byte)(1 - value)), .. mask]) : new(height, width, 1, mask),
            variant
        )
        {
            FieldOfView = FieldOfView,
        };
    }

    public static (T[] Values, int Height, int Width) Turned<T>(T[] values, int height, int width, GeometricVariant variant)
    {
        values = (T[])values.Clone();
        if (variant.Mirrored)
            for (var y = 0; y < height; y++)
                Array.Reverse(values, y * width, width);
        for (var turn = 0; turn < variant.QuarterTurns; turn++)
        {
            var next = new T[values.Length];
            // A quarter turn anticlockwise: what was the last column becomes the first row.
            for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                next[(width - 1 - x) * height + y] = values[y * width + x];
            (values, height, width) = (next, width, height);
        }
        return (values, height, width);
    }
}

using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Data.Prepared;

/// <summary>All foreground of a mask as one object that prompts point at. Pixels' centres are whole numbers.</summary>
/// <param name="Left">The first column with foreground.</param>
/// <param name="Top">The first row with foreground.</param>
/// <param name="Right">The last column with foreground.</param>
/// <param name="Bottom">The last row with foreground.</param>
/// <param name="Area">Pixels of foreground, at least 1.</param>
/// <param name="CentreX">The column of the centre of mass.</param>
/// <param name="CentreY">The row of the centre of mass.</param>
/// <param name="FarthestPixel">The distance of the pixel that is farthest from the centre of mass.</param>
/// <param name="MeanSquare">The mean of the pixels' squared distances from the centre of mass.</param>
public sealed record PromptedObject(
    int Left,
    int Top,
    int Right,
    int Bottom,
    long Area,
    double CentreX,
    double CentreY,
    double FarthestPixel,
    double MeanSquare
)
{
    /// <summary>Finds it; null where there is no foreground.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="kind">How its classes relate; class 0 is background where they exclude each other.</param>
    public static PromptedObject? Of(MaskPlanes mask, ClassKind kind)
    {
        var foreground = Foreground(mask, kind);
        var ends = new List<(int Row, int First, int Last)>();
        long area = 0;
        long sumX = 0;
        long sumY = 0;
        long squares = 0;
        for (var y = 0; y < mask.Height; y++)
        {
            var row = foreground.Slice(y * mask.Width, mask.Width);
            if (row.IndexOf((byte)1) is var first && first < 0)
                continue;
            ends.Add((y, first, row.LastIndexOf((byte)1)));
            for (var x = first; x <= ends[^1].Last; x++)
            {
                if (row[x] != 1)
                    continue;
                area++;
                sumX += x;
                sumY += y;
                squares += (long)x * x + (long)y * y;
            }
        }
        if (area == 0)
            return null;
        var (centreX, centreY) = ((double)sumX / area, (double)sumY / area);
        double Square(int x, int y) => (x - centreX) * (x - centreX) + (y - centreY) * (y - centreY);
        return new(
            ends.Min(row => row.First),
            ends[0].Row,
            ends.Max(row => row.Last),
            ends[^1].Row,
            area,
            centreX,
            centreY,
            // The farthest pixel is the first or the last of its row.
            Math.Sqrt(ends.Max(row => Math.Max(Square(row.First, row.Row), Square(row.Last, row.Row)))),
            (double)squares / area - centreX * centreX - centreY * centreY
        );
    }

    /// <summary>Its radius, in pixels.</summary>
    /// <param name="radius">What is meant by it.</param>
    public double Radius(ObjectRadius radius) =>
        radius switch
        {
            ObjectRadius.FarthestPixel => FarthestPixel,
            ObjectRadius.HalfLongerSide => Math.Max(Right - Left + 1, Bottom - Top + 1) / 2.0,
            ObjectRadius.MeanHalfSide => (Right - Left + 1 + Bottom - Top + 1) / 4.0,
            ObjectRadius.Spread => Math.Sqrt(2 * Math.Max(0, MeanSquare)),
            _ => Math.Sqrt(Area / Math.PI),
        };

    /// <summary>1 where any plane of foreground is.</summary>
    private static ReadOnlySpan<byte> Foreground(MaskPlanes mask, ClassKind kind)
    {
        var first = kind == ClassKind.Exclusive && mask.Classes > 1 ? 1 : 0;
        if (first == mask.Classes - 1)
            return mask.Plane(first);
        var any = mask.Plane(first).ToArray();
        for (var plane = first + 1; plane < mask.Classes; plane++)
        {
            var values = mask.Plane(plane);
            for (var i = 0; i < any.Length; i++)
                any[i] |= values[i];
        }
        return any;
    }
}

/// <summary>What the radius of an object is that is no disc. For thin or split objects they differ several times.</summary>
public enum ObjectRadius
{
    /// <summary>That of the disc of the same area.</summary>
    EquivalentArea,

    /// <summary>The distance of the farthest pixel from the centre of mass.</summary>
    FarthestPixel,

    /// <summary>Half of the longer side of the box.</summary>
    HalfLongerSide,

    /// <summary>Half of the mean of the box's sides.</summary>
    MeanHalfSide,

    /// <summary>The root of two times the mean squared distance from the centre of mass, which is the radius of a disc.</summary>
    Spread,
}

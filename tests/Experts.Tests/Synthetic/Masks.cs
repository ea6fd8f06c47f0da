using DeferredSeg.Abstractions.Cases;

namespace Experts.Synthetic.Tests;

/// <summary>Masks to ask about.</summary>
internal static class Masks
{
    /// <summary>One plane from a rule over row and column.</summary>
    public static MaskPlanes Where(int height, int width, Func<int, int, bool> rule) =>
        new(height, width, 1, [.. Enumerable.Range(0, height * width).Select(i => (byte)(rule(i / width, i % width) ? 1 : 0))]);

    /// <summary>Planes of discs, bars and single pixels at random places; some are empty, some full.</summary>
    public static MaskPlanes Drawn(Random random, int height, int width, int planes = 1) =>
        new(height, width, planes, [.. Enumerable.Range(0, planes).SelectMany(_ => Plane(random, height, width))]);

    /// <summary>Planes of which each pixel has exactly one.</summary>
    public static MaskPlanes DrawnExclusive(Random random, int height, int width, int classes)
    {
        var labels = new int[height * width];
        for (var label = 1; label < classes; label++)
        {
            var plane = Plane(random, height, width);
            for (var i = 0; i < labels.Length; i++)
                labels[i] = plane[i] == 1 ? label : labels[i];
        }
        return new(height, width, classes, [.. Enumerable.Range(0, classes).SelectMany(label => labels.Select(own => (byte)(own == label ? 1 : 0)))]);
    }

    private static byte[] Plane(Random random, int height, int width)
    {
        var plane = new byte[height * width];
        if (random.Next(12) == 0)
            return plane;
        if (random.Next(12) == 0)
            plane.AsSpan().Fill(1);
        for (var shape = random.Next(1, 4); shape > 0; shape--)
        {
            var (row, column, rows, columns) = (random.Next(height), random.Next(width), random.Next(1, height), random.Next(1, width));
            var isDisc = random.Next(2) == 0;
            for (var i = 0; i < plane.Length; i++)
            {
                double y = i / width - row,
                    x = i % width - column;
                if (isDisc ? y * y + x * x <= rows : y >= 0 && y < rows / 2 && x >= 0 && x < columns / 2)
                    plane[i] = 1;
            }
        }
        for (var pixel = random.Next(4); pixel > 0; pixel--)
            plane[random.Next(plane.Length)] = 1;
        return plane;
    }
}

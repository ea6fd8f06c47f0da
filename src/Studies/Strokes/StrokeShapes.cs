namespace DeferredSeg.Studies.Strokes;

/// <summary>Which pixels lines and polygons cover, in whole numbers that fit a double without rounding. docs/strokes.md states each rule.</summary>
internal static class StrokeShapes
{
    private const int LongestStep = 4095;
    private const int Half = 8;

    /// <summary>The pixels whose centre is within the radius of the line through the points, and those that hold a point.</summary>
    /// <param name="points">x and y one after the other, in sixteenths.</param>
    /// <param name="radius">In sixteenths.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <returns>One plane.</returns>
    public static bool[] Line(IReadOnlyList<int> points, int radius, int height, int width)
    {
        var covered = new bool[height * width];
        for (var i = 0; i < points.Count; i += 2)
        {
            var (column, row) = (points[i] >> 4, points[i + 1] >> 4);
            if (column >= 0 && column < width && row >= 0 && row < height)
                covered[row * width + column] = true;
            var from = Math.Max(i - 2, 0);
            Segment(covered, new(points[from], points[from + 1]), new(points[i], points[i + 1]), radius, height, width);
        }
        return covered;
    }

    /// <summary>The pixels whose centre lies within the closed line, by the even-odd rule.</summary>
    /// <inheritdoc cref="Line"/>
    public static bool[] Polygon(IReadOnlyList<int> points, int height, int width)
    {
        var covered = new bool[height * width];
        var ends = new List<int>();
        for (var row = 0; row < height; row++)
        {
            var y = 16 * row + Half;
            ends.Clear();
            for (var i = 0; i < points.Count; i += 2)
            {
                var next = (i + 2) % points.Count;
                var (x1, y1, x2, y2) = (points[i], points[i + 1], points[next], points[next + 1]);
                if (y1 > y == y2 > y)
                    continue;
                // The first column whose centre is not left of the edge.
                ends.Add(First(x1, y1, x2, y2, y, width));
            }
            ends.Sort();
            for (var i = 0; i + 1 < ends.Count; i += 2)
                covered.AsSpan(row * width + ends[i], ends[i + 1] - ends[i]).Fill(true);
        }
        return covered;
    }

    // A centre x is left of the edge where (x - x1)(y2 - y1) < (y - y1)(x2 - x1), turned around where the edge goes up.
    private static int First(int x1, int y1, int x2, int y2, int y, int width)
    {
        if (y2 < y1)
            (x1, y1, x2, y2) = (x2, y2, x1, y1);
        var across = (long)(y - y1) * (x2 - x1);
        var (low, high) = (0, width);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if ((long)(16 * middle + Half - x1) * (y2 - y1) < across)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private static void Segment(bool[] covered, Point a, Point b, int radius, int height, int width)
    {
        if (Math.Abs(b.X - a.X) > LongestStep || Math.Abs(b.Y - a.Y) > LongestStep)
        {
            var middle = new Point((a.X + b.X) >> 1, (a.Y + b.Y) >> 1);
            Segment(covered, a, middle, radius, height, width);
            Segment(covered, middle, b, radius, height, width);
            return;
        }
        var (dx, dy) = ((long)b.X - a.X, (long)b.Y - a.Y);
        var (length, reach) = (dx * dx + dy * dy, (long)radius * radius);
        var (top, bottom) = (Math.Max(Pixel(Math.Min(a.Y, b.Y) - radius), 0), Math.Min(Pixel(Math.Max(a.Y, b.Y) + radius), height - 1));
        var (left, right) = (Math.Max(Pixel(Math.Min(a.X, b.X) - radius), 0), Math.Min(Pixel(Math.Max(a.X, b.X) + radius), width - 1));
        for (var row = top; row <= bottom; row++)
        for (var column = left; column <= right; column++)
        {
            if (covered[row * width + column])
                continue;
            var (px, py) = (16L * column + Half - a.X, 16L * row + Half - a.Y);
            var along = px * dx + py * dy;
            bool isNear;
            if (along <= 0)
                isNear = px * px + py * py <= reach;
            else if (along >= length)
                isNear = (px - dx) * (px - dx) + (py - dy) * (py - dy) <= reach;
            else
            {
                var across = px * dy - py * dx;
                isNear = across * across <= reach * length;
            }
            covered[row * width + column] = isNear;
        }
    }

    private static int Pixel(int at) => at >> 4;

    private readonly record struct Point(int X, int Y);
}

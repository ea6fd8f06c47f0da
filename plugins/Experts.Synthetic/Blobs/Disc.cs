namespace Experts.Synthetic.Blobs;

/// <summary>A disc. It covers the pixels whose centres it contains: pi times the radius squared on average over where its centre lies within a pixel.</summary>
/// <param name="Row">The row of its centre; pixel centres are whole numbers.</param>
/// <param name="Column">The column of its centre.</param>
/// <param name="Radius">The radius in pixels.</param>
internal readonly record struct Disc(double Row, double Column, double Radius)
{
    /// <summary>The pixels within an image, as runs along its rows: the index of the first and how many.</summary>
    public IEnumerable<(int Start, int Length)> Runs(int height, int width)
    {
        var last = Math.Min(height - 1, Math.Floor(Row + Radius));
        for (var row = (int)Math.Max(0, Math.Ceiling(Row - Radius)); row <= last; row++)
        {
            var half = Math.Sqrt(Math.Max(0, Radius * Radius - (row - Row) * (row - Row)));
            var from = (int)Math.Max(0, Math.Ceiling(Column - half));
            var to = (int)Math.Min(width - 1, Math.Floor(Column + half));
            if (from <= to)
                yield return (row * width + from, to - from + 1);
        }
    }
}

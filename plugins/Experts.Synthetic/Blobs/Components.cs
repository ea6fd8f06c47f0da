namespace Experts.Synthetic.Blobs;

/// <summary>Connected components: pixels of the same label that touch by an edge or a corner.</summary>
internal static class Components
{
    /// <summary>The component of every pixel, named by the index of its first pixel row by row; -1 in the background.</summary>
    /// <param name="labels"><c>[H, W]</c>; 0 is the background.</param>
    /// <param name="height">Rows H.</param>
    /// <param name="width">Columns W.</param>
    public static int[] Of(int[] labels, int height, int width)
    {
        var components = new int[labels.Length];
        components.AsSpan().Fill(-1);
        var open = new Stack<int>();
        for (var first = 0; first < labels.Length; first++)
        {
            if (labels[first] == 0 || components[first] >= 0)
                continue;
            components[first] = first;
            open.Push(first);
            while (open.TryPop(out var pixel))
                Visit(pixel, first);
        }
        return components;

        void Visit(int pixel, int first)
        {
            var (row, column) = (pixel / width, pixel % width);
            for (var y = Math.Max(0, row - 1); y <= Math.Min(height - 1, row + 1); y++)
            {
                for (var x = Math.Max(0, column - 1); x <= Math.Min(width - 1, column + 1); x++)
                {
                    var neighbour = y * width + x;
                    if (components[neighbour] >= 0 || labels[neighbour] != labels[first])
                        continue;
                    components[neighbour] = first;
                    open.Push(neighbour);
                }
            }
        }
    }
}

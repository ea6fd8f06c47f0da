namespace Experts.Synthetic;

/// <summary>What an expert overlooks.</summary>
internal static class MissedBlobs
{
    /// <summary>The truth without the components that are missed as a whole.</summary>
    /// <param name="truth">The truth; it stays as it is.</param>
    /// <param name="options">The probability.</param>
    /// <param name="key">Whose and where.</param>
    public static LabelledMask WithoutComponents(LabelledMask truth, MissedOptions options, DrawKey key)
    {
        if (options.Probability == 0)
            return truth;
        var random = key.Stream("missed/component");
        var components = Components.Of(truth.Labels, truth.Height, truth.Width);
        return truth with { Labels = [.. truth.Labels.Select((label, i) => label > 0 && random.Uniform(components[i]) < options.Probability ? 0 : label)] };
    }

    /// <summary>Cuts round pieces out of what was drawn. Their centres lie in the foreground of the truth; where two overlap, both miss the same.</summary>
    /// <param name="drawn">What was drawn; it is changed.</param>
    /// <param name="truth">The truth.</param>
    /// <param name="options">Rate and radii.</param>
    /// <param name="key">Whose and where.</param>
    /// <param name="cancellation">Ends it between two pieces.</param>
    public static void CutPieces(LabelledMask drawn, LabelledMask truth, MissedOptions options, DrawKey key, CancellationToken cancellation)
    {
        foreach (
            var disc in DiscProcess.Draw(truth.Labels, truth.Width, inForeground: true, options.PiecesPerMegapixel, options.Radius ?? new(), key, "missed")
        )
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var (start, length) in disc.Runs(truth.Height, truth.Width))
                drawn.Labels.AsSpan(start, length).Clear();
        }
    }
}

/// <summary>What an expert sees where nothing is.</summary>
internal static class AddedBlobs
{
    /// <summary>
    /// Adds discs in the background of the truth. Whatever of a disc lies in the foreground of the truth, or on something drawn already, adds nothing.
    /// </summary>
    /// <param name="drawn">What was drawn; it is changed.</param>
    /// <param name="truth">The truth.</param>
    /// <param name="options">Rate and radii.</param>
    /// <param name="key">Whose and where. Where there are several classes of foreground, each disc has one of them, all equally likely.</param>
    /// <param name="cancellation">Ends it between two discs.</param>
    public static void Add(LabelledMask drawn, LabelledMask truth, AddedOptions options, DrawKey key, CancellationToken cancellation)
    {
        var classes = key.Stream("added/class");
        var discs = DiscProcess.Draw(truth.Labels, truth.Width, inForeground: false, options.BlobsPerMegapixel, options.Radius ?? new(), key, "added");
        for (var i = 0; i < discs.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var label = 1 + classes.Below(i, truth.Classes - 1);
            foreach (var (start, length) in discs[i].Runs(truth.Height, truth.Width))
            {
                for (var pixel = start; pixel < start + length; pixel++)
                {
                    if (truth.Labels[pixel] == 0 && drawn.Labels[pixel] == 0)
                        drawn.Labels[pixel] = label;
                }
            }
        }
    }
}

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

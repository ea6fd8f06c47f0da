using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Abstractions.Experts;

/// <summary>
/// The largest connected region of errors, and the pixel of it that lies deepest inside: where somebody who corrects a mask points first, as in the evaluation
/// of interactive networks.
/// </summary>
public static class LargestError
{
    /// <summary>Its pixels, and where it lies deepest: the first in reading order of equals. Neighbours share a side.</summary>
    /// <param name="error">Row by row, slice by slice.</param>
    /// <param name="grid">The image's.</param>
    /// <returns>0 and -1 where there is no error.</returns>
    public static (int Pixels, int Place) Middle(bool[] error, Grid grid)
    {
        var depths = Depths(error, grid);
        var (seen, best, place) = (new bool[error.Length], 0, -1);
        var queue = new Queue<int>();
        for (var start = 0; start < error.Length; start++)
        {
            if (!error[start] || seen[start])
                continue;
            seen[start] = true;
            queue.Enqueue(start);
            var (count, deepest) = (0, start);
            while (queue.TryDequeue(out var pixel))
            {
                count++;
                if (depths[pixel] > depths[deepest] || (depths[pixel] == depths[deepest] && pixel < deepest))
                    deepest = pixel;
                foreach (var neighbour in Neighbours(pixel, grid))
                    if (neighbour >= 0 && error[neighbour] && !seen[neighbour])
                    {
                        seen[neighbour] = true;
                        queue.Enqueue(neighbour);
                    }
            }
            if (count > best)
                (best, place) = (count, deepest);
        }
        return (best, place);
    }

    // Steps over sides to the nearest pixel that is no error; the image's border is none.
    private static int[] Depths(bool[] error, Grid grid)
    {
        var depths = new int[error.Length];
        var queue = new Queue<int>();
        for (var pixel = 0; pixel < error.Length; pixel++)
            if (error[pixel] && Neighbours(pixel, grid).Any(neighbour => neighbour < 0 || !error[neighbour]))
            {
                depths[pixel] = 1;
                queue.Enqueue(pixel);
            }
        while (queue.TryDequeue(out var pixel))
            foreach (var neighbour in Neighbours(pixel, grid))
                if (neighbour >= 0 && error[neighbour] && depths[neighbour] == 0)
                {
                    depths[neighbour] = depths[pixel] + 1;
                    queue.Enqueue(neighbour);
                }
        return depths;
    }

    /// <summary>The pixels that share a side with one; -1 for those outside of the image.</summary>
    private static IEnumerable<int> Neighbours(int pixel, Grid grid)
    {
        var stride = 1;
        foreach (var size in grid.Sizes.Reverse())
        {
            var at = pixel / stride % size;
            yield return at > 0 ? pixel - stride : -1;
            yield return at < size - 1 ? pixel + stride : -1;
            stride *= size;
        }
    }
}

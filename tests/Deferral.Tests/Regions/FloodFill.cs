using DeferredSeg.Deferral.Routing.Policies;

namespace DeferredSeg.Deferral.Tests.Regions;

/// <summary>The definition, written naively: from each pixel not yet seen, everything of its channel that can be reached.</summary>
internal static class FloodFill
{
    public static Region[] Of(long[] decision, int height, int width, Connectivity connectivity)
    {
        var seen = new HashSet<(int Row, int Column)>();
        List<Region> regions = [];
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                if (seen.Contains((row, column)))
                    continue;
                var channel = decision[row * width + column];
                List<(int Row, int Column)> pixels = [];
                var waiting = new Queue<(int Row, int Column)>([(row, column)]);
                while (waiting.TryDequeue(out var at))
                {
                    if (at.Row < 0 || at.Row >= height || at.Column < 0 || at.Column >= width)
                        continue;
                    if (decision[at.Row * width + at.Column] != channel || !seen.Add(at))
                        continue;
                    pixels.Add(at);
                    for (var down = -1; down <= 1; down++)
                    {
                        for (var right = -1; right <= 1; right++)
                        {
                            if (connectivity == Connectivity.Eight || down * right == 0)
                                waiting.Enqueue((at.Row + down, at.Column + right));
                        }
                    }
                }
                regions.Add(
                    new(
                        (int)channel,
                        pixels.Count,
                        pixels.Min(at => at.Row * width + at.Column),
                        pixels.Min(at => at.Row),
                        pixels.Min(at => at.Column),
                        pixels.Max(at => at.Row),
                        pixels.Max(at => at.Column)
                    )
                );
            }
        }
        return [.. regions.OrderBy(region => region.Channel).ThenBy(region => region.First)];
    }
}

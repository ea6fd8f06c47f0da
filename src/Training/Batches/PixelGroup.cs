namespace DeferredSeg.Training.Batches;

/// <summary>Pixels of a batch about which the same experts gave an answer.</summary>
/// <param name="Experts">Indices of these experts, from 0, ascending.</param>
/// <param name="Pixels">Places in the batch's <c>[B, H, W]</c>, row by row, ascending.</param>
internal sealed record PixelGroup(IReadOnlyList<long> Experts, long[] Pixels)
{
    /// <summary>Groups the pixels in the field of view; those outside are in none.</summary>
    public static IReadOnlyList<PixelGroup> Of(IReadOnlyList<BatchCase> cases, int experts)
    {
        var groups = new SortedDictionary<ulong, List<long>>();
        var offset = 0L;
        foreach (var one in cases)
        {
            var pixels = one.Prepared.Height * one.Prepared.Width;
            for (var pixel = 0; pixel < pixels; pixel++)
            {
                if (one.Prepared.FieldOfView?.Values[pixel] == 0) continue;
                var there = 0UL;
                for (var j = 0; j < experts; j++) there |= (ulong)one.Answers!.Answered[j].Values[pixel] << j;
                if (!groups.TryGetValue(there, out var members)) groups[there] = members = [];
                members.Add(offset + pixel);
            }
            offset += pixels;
        }
        return [.. groups.Select(group => new PixelGroup([.. Enumerable.Range(0, experts).Where(j => (group.Key >> j & 1) == 1).Select(j => (long)j)], [.. group.Value]))];
    }
}

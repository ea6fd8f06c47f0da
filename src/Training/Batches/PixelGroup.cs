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
            var there = Answered(one, experts);
            var view = one.Prepared.FieldOfView?.Values;
            // Neighbours mostly are of one group.
            var (last, members) = (0UL, (List<long>?)null);
            for (var pixel = 0; pixel < there.Length; pixel++)
            {
                if (view?[pixel] == 0)
                    continue;
                if (members is null || there[pixel] != last)
                {
                    last = there[pixel];
                    if (!groups.TryGetValue(last, out members))
                        groups[last] = members = new(there.Length);
                }
                members.Add(offset + pixel);
            }
            offset += there.Length;
        }
        return
        [
            .. groups.Select(group => new PixelGroup(
                [.. Enumerable.Range(0, experts).Where(j => (group.Key >> j & 1) == 1).Select(j => (long)j)],
                [.. group.Value]
            )),
        ];
    }

    /// <summary>Which experts answered about each pixel, one bit each.</summary>
    private static ulong[] Answered(BatchCase one, int experts)
    {
        var there = new ulong[one.Prepared.Height * one.Prepared.Width];
        for (var j = 0; j < experts; j++)
        {
            var answered = one.Answers!.Answered[j].Values;
            for (var pixel = 0; pixel < there.Length; pixel++)
                there[pixel] |= (ulong)answered[pixel] << j;
        }
        return there;
    }
}

namespace DeferredSeg.Formats.Tests.Fixtures;

/// <summary>The layouts of make_fixtures.py: for each name its shape and, row-major, the storage position of every element.</summary>
internal sealed record FixtureLayout(string Name, long[] Shape, int[] Positions)
{
    public static IReadOnlyList<FixtureLayout> All { get; } =
    [
        Of("contiguous", [2, 3], index => index[0] * 3 + index[1]),
        Of("transposed", [3, 2], index => index[1] * 3 + index[0]),
        Of("permuted", [4, 2, 3], index => index[1] * 12 + index[2] * 4 + index[0]),
        Of("strided", [2, 2], index => (1 + 2 * index[0]) * 6 + 3 * index[1]),
        Of("shared_a", [4], index => 2 + index[0]),
        Of("shared_b", [5], index => 5 + index[0]),
        Of("broadcast", [3, 2], index => index[1]),
        Of("scalar", [], _ => 0),
        Of("empty", [0, 3], _ => 0),
    ];

    private static FixtureLayout Of(string name, int[] shape, Func<int[], int> position)
    {
        int count = shape.Aggregate(1, (product, size) => product * size);
        int[] positions = new int[count];
        for (int flat = 0; flat < count; flat++)
        {
            int[] index = new int[shape.Length];
            for (int i = shape.Length - 1, rest = flat; i >= 0; rest /= shape[i], i--)
                index[i] = rest % shape[i];
            positions[flat] = position(index);
        }

        return new FixtureLayout(name, [.. shape.Select(size => (long)size)], positions);
    }
}

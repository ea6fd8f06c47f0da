using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Raters;

namespace DeferredSeg.Data.Tests;

/// <summary>Raters and masks that are drawn at run time.</summary>
internal static class DrawnMasks
{
    public static MaskPlanes Mask(Random random, int height, int width, int classes, bool exclusive, double density = 0.5)
    {
        var values = new byte[classes * height * width];
        for (var pixel = 0; pixel < height * width; pixel++)
        {
            if (exclusive)
            {
                if (random.NextDouble() < density)
                    values[random.Next(classes) * height * width + pixel] = 1;
                continue;
            }
            for (var plane = 0; plane < classes; plane++)
                values[plane * height * width + pixel] = random.NextDouble() < density ? (byte)1 : (byte)0;
        }
        return new(height, width, classes, values);
    }

    /// <summary>Raters with gaps: a tenth is missing, a tenth declined.</summary>
    public static InMemoryRaters Raters(Random random, int raters, int cases, int height, int width, int classes, bool exclusive, bool withGaps)
    {
        string[] names = [.. Enumerable.Range(1, raters).Select(number => $"rater{number}")];
        return new(
            names,
            Enumerable
                .Range(1, cases)
                .ToDictionary(
                    number => $"case{number}",
                    IReadOnlyDictionary<string, RaterMask> (_) =>
                        names.ToDictionary(
                            name => name,
                            _ =>
                                (withGaps ? random.Next(10) : 9) switch
                                {
                                    0 => RaterMask.Missing,
                                    1 => RaterMask.Declined,
                                    _ => RaterMask.Present(Mask(random, height, width, classes, exclusive)),
                                }
                        )
                )
        );
    }
}

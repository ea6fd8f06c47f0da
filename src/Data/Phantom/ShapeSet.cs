namespace DeferredSeg.Data.Phantom;

/// <summary>Images of one to three ellipses of low contrast on an uneven, noisy ground. A case depends on the seed and its number alone.</summary>
public static class ShapeSet
{
    private const double NoiseDeviation = 0.12;

    /// <summary>Makes one case.</summary>
    /// <param name="seed">The seed of the set.</param>
    /// <param name="number">The number of the case in the set.</param>
    /// <param name="size">Height and width in pixels, at least 16.</param>
    public static ShapeCase Create(int seed, int number, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 16);
        var random = new Random(unchecked((seed * 1_000_003) ^ (number * 7_919)));
        var ellipses = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Ellipse.Draw(random, size)).ToArray();
        var contrast = 0.22 + 0.22 * random.NextDouble();
        var (slopeY, slopeX) = (0.2 * random.NextDouble(), 0.2 * random.NextDouble());
        var image = new float[size * size];
        var mask = new byte[size * size];
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var inside = ellipses.Any(ellipse => ellipse.Covers(y, x));
                var ground = 0.3 + slopeY * y / size + slopeX * x / size;
                var value = ground + (inside ? contrast : 0) + NoiseDeviation * Normal(random);
                image[y * size + x] = (float)Math.Clamp(value, 0, 1);
                mask[y * size + x] = inside ? (byte)1 : (byte)0;
            }
        }
        return new(image, mask, size, size);
    }

    // Box and Muller: two uniform numbers make a normal one.
    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

/// <summary>One generated image and its truth, row by row from the top.</summary>
/// <param name="Image">Intensities from 0 to 1, <c>[Height, Width]</c>.</param>
/// <param name="Mask">1 where the shape is, else 0, <c>[Height, Width]</c>.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public sealed record ShapeCase(float[] Image, byte[] Mask, int Height, int Width);

/// <summary>A rotated ellipse, in pixels.</summary>
internal readonly record struct Ellipse(double CentreY, double CentreX, double RadiusA, double RadiusB, double Angle)
{
    public static Ellipse Draw(Random random, int size) =>
        new(
            size * (0.2 + 0.6 * random.NextDouble()),
            size * (0.2 + 0.6 * random.NextDouble()),
            size * (0.08 + 0.14 * random.NextDouble()),
            size * (0.08 + 0.14 * random.NextDouble()),
            Math.PI * random.NextDouble()
        );

    public bool Covers(int y, int x)
    {
        var (sin, cos) = Math.SinCos(Angle);
        var (dy, dx) = (y - CentreY, x - CentreX);
        var a = (cos * dx + sin * dy) / RadiusA;
        var b = (cos * dy - sin * dx) / RadiusB;
        return a * a + b * b <= 1;
    }
}

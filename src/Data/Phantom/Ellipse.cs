namespace DeferredSeg.Data.Phantom;

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

using DeferredSeg.Abstractions.Randomness;

namespace DeferredSeg.Data.Phantom;

/// <summary>A thin curved structure, one to two and a half pixels wide, such as a vessel.</summary>
internal sealed class ThinThread
{
    private readonly (double Y, double X)[] _points = new (double, double)[33];
    private readonly double _halfWidth;

    public ThinThread(StableRandom random, int size)
    {
        _halfWidth = 0.6 + 0.7 * random.Uniform(0);
        var corners = Enumerable
            .Range(0, 3)
            .Select(i => (Y: size * (0.08 + 0.84 * random.Uniform(1 + 2 * i)), X: size * (0.08 + 0.84 * random.Uniform(2 + 2 * i))))
            .ToArray();
        for (var i = 0; i < _points.Length; i++)
        {
            var t = (double)i / (_points.Length - 1);
            var (a, b, c) = ((1 - t) * (1 - t), 2 * t * (1 - t), t * t);
            _points[i] = (a * corners[0].Y + b * corners[1].Y + c * corners[2].Y, a * corners[0].X + b * corners[1].X + c * corners[2].X);
        }
    }

    /// <summary>Pixels from the border, positive inside.</summary>
    public double Depth(double y, double x)
    {
        var nearest = double.PositiveInfinity;
        for (var i = 1; i < _points.Length; i++)
        {
            var (from, to) = (_points[i - 1], _points[i]);
            var (dy, dx) = (to.Y - from.Y, to.X - from.X);
            var t = Math.Clamp(((y - from.Y) * dy + (x - from.X) * dx) / Math.Max(dy * dy + dx * dx, 1e-12), 0, 1);
            var (oy, ox) = (y - from.Y - t * dy, x - from.X - t * dx);
            nearest = Math.Min(nearest, oy * oy + ox * ox);
        }
        return _halfWidth - Math.Sqrt(nearest);
    }
}

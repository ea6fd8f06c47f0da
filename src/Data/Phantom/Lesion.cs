using DeferredSeg.Abstractions.Randomness;

namespace DeferredSeg.Data.Phantom;

/// <summary>A blob whose radius varies around it, and whose border is sharp on one side and fades on the other.</summary>
internal sealed class Lesion
{
    private const int Harmonics = 3;

    private readonly double _y,
        _x,
        _radius,
        _softest,
        _sharpest;
    private readonly double[] _amplitudes = new double[Harmonics],
        _phases = new double[Harmonics];

    public Lesion(StableRandom random, int size, bool small)
    {
        _radius = size * (small ? 0.03 + 0.03 * random.Uniform(0) : 0.08 + 0.10 * random.Uniform(0));
        _y = size * (0.2 + 0.6 * random.Uniform(1));
        _x = size * (0.2 + 0.6 * random.Uniform(2));
        _softest = 2 * Math.PI * random.Uniform(3);
        _sharpest = Math.Max(0.6, 0.006 * size);
        for (var i = 0; i < Harmonics; i++)
            (_amplitudes[i], _phases[i]) = (0.22 * random.Uniform(4 + 2 * i) / (i + 1), 2 * Math.PI * random.Uniform(5 + 2 * i));
        IsSmall = small;
    }

    /// <summary>Whether a hurried person may overlook it.</summary>
    public bool IsSmall { get; }

    /// <summary>Pixels from the border, positive inside, and how wide the border fades there, in pixels.</summary>
    public (double Depth, double Softness) At(double y, double x)
    {
        var angle = Math.Atan2(y - _y, x - _x);
        var radius = 1.0;
        for (var i = 0; i < Harmonics; i++)
            radius += _amplitudes[i] * Math.Cos((i + 2) * angle + _phases[i]);
        var fade = 0.5 + 0.5 * Math.Cos(angle - _softest);
        return (_radius * radius - Math.Sqrt((y - _y) * (y - _y) + (x - _x) * (x - _x)), _sharpest + 0.35 * _radius * fade * fade);
    }
}

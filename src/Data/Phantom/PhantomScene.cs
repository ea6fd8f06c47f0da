using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Randomness;

namespace DeferredSeg.Data.Phantom;

/// <summary>One generated image with its truth and what raters make of it. It follows from the set's seed and the number alone.</summary>
public sealed class PhantomScene
{
    private readonly PhantomSettings _settings;
    private readonly string _number;
    private readonly Lesion[] _lesions;
    private readonly ThinThread[] _threads;

    /// <summary>Draws the shapes.</summary>
    /// <param name="settings">The set.</param>
    /// <param name="number">The image in the set, from 0.</param>
    public PhantomScene(PhantomSettings settings, int number)
    {
        (_settings, _number) = (settings, FormattableString.Invariant($"{number}"));
        var counts = Random("counts");
        var lesions = 1 + counts.Below(0, settings.Lesions);
        _lesions = [.. Enumerable.Range(0, lesions).Select(i => new Lesion(Random("lesion", i), settings.Size, i > 0 && counts.Uniform(10 + i) < 0.4))];
        _threads = [.. Enumerable.Range(0, counts.Below(1, settings.Threads + 1)).Select(i => new ThinThread(Random("thread", i), settings.Size))];
    }

    /// <summary>The truth: where lesions and thin structures are, one plane.</summary>
    public MaskPlanes Truth() => Mask((_, _) => 0, _ => true, _ => true);

    /// <summary>What a rater draws. Raters agree where borders are sharp and part where they fade.</summary>
    public MaskPlanes Rated(RaterStyle style)
    {
        var (seen, hand) = (Random("seen", style.Name), Random("hand", style.Name));
        // A slow wave over the image: the hand strays along a border, not from pixel to pixel.
        double Tremor(int y, int x)
        {
            var sum = 0.0;
            for (var i = 0; i < 4; i++)
                sum += Math.Cos(
                    2
                        * Math.PI
                        * (
                            (1 + 2 * hand.Uniform(3 * i)) * y / _settings.Size * 3
                            + (1 + 2 * hand.Uniform(3 * i + 1)) * x / _settings.Size * 3
                            + hand.Uniform(3 * i + 2)
                        )
                );
            return style.Tremor * sum / Math.Sqrt(2);
        }
        return Mask(
            (position, softness) => style.Bias * softness + Tremor(position.Y, position.X),
            i => !_lesions[i].IsSmall || seen.Uniform(i) >= style.MissesSmall,
            i => seen.Uniform(1000 + i) >= style.MissesThreads
        );
    }

    /// <summary>The image, 0 to 255, row by row: an uneven ground, lesions that fade into it, thin structures of half the contrast, noise.</summary>
    public byte[] Image()
    {
        var (ground, noise, size) = (Random("ground"), Random("noise"), _settings.Size);
        var (slopeY, slopeX) = (0.2 * ground.Uniform(0), 0.2 * ground.Uniform(1));
        var values = new byte[size * size];
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var inside = 0.0;
                foreach (var lesion in _lesions)
                {
                    var (depth, softness) = lesion.At(y, x);
                    inside = Math.Max(inside, 1 / (1 + Math.Exp(-2 * depth / softness)));
                }
                foreach (var thread in _threads)
                    inside = Math.Max(inside, 0.5 * Math.Clamp(thread.Depth(y, x) + 0.5, 0, 1));
                var wave = 0.05 * Math.Sin(2 * Math.PI * (2.0 * y / size + ground.Uniform(2))) * Math.Cos(2 * Math.PI * (1.5 * x / size + ground.Uniform(3)));
                var value =
                    0.3 + slopeY * y / size + slopeX * x / size + wave + _settings.Contrast * inside + _settings.Noise * noise.Normal(y * (long)size + x);
                values[y * size + x] = (byte)Math.Clamp(Math.Round(value * 255), 0, 255);
            }
        }
        return values;
    }

    private MaskPlanes Mask(Func<(int Y, int X), double, double> shift, Func<int, bool> hasLesion, Func<int, bool> hasThread)
    {
        var size = _settings.Size;
        var values = new byte[size * size];
        for (var lesion = 0; lesion < _lesions.Length; lesion++)
        {
            if (!hasLesion(lesion))
                continue;
            for (var pixel = 0; pixel < values.Length; pixel++)
            {
                var (depth, softness) = _lesions[lesion].At(pixel / size, pixel % size);
                if (values[pixel] == 0 && depth > -3 * softness - 12 && depth + shift((pixel / size, pixel % size), softness) > 0)
                    values[pixel] = 1;
            }
        }
        for (var thread = 0; thread < _threads.Length; thread++)
        {
            if (!hasThread(thread))
                continue;
            for (var pixel = 0; pixel < values.Length; pixel++)
            {
                if (_threads[thread].Depth(pixel / size, pixel % size) > 0)
                    values[pixel] = 1;
            }
        }
        return new(size, size, 1, values);
    }

    private StableRandom Random(string what, int index) => Random(what, FormattableString.Invariant($"{index}"));

    private StableRandom Random(string what, string which = "") => StableRandom.Of(_settings.Seed, "phantom", _number, what, which);
}

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

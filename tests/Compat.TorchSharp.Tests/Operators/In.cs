namespace Compat.TorchSharp.Tests.Operators;

/// <summary>What an input of an operator is drawn from: a shape, a range, a type.</summary>
internal sealed record In(long[] Shape, double Low = -2, double High = 2, ScalarType Type = ScalarType.Float64)
{
    private const double Margin = 0.02;

    /// <summary>Values the draw keeps away from, for there is no derivative (or no one value) there.</summary>
    public Func<double, double>? Kink { get; init; }

    /// <summary>No two elements are close: for order statistics.</summary>
    public bool Distinct { get; init; }

    /// <summary>Its derivative is not asked for.</summary>
    public bool Constant { get; init; }

    /// <summary>The values themselves, where they are not drawn.</summary>
    public double[]? Given { get; init; }

    public bool Differentiable => Type == ScalarType.Float64 && !Constant;

    public static In Real(params long[] shape) => new(shape);

    public static In Range(double low, double high, params long[] shape) => new(shape, low, high);

    public static In Positive(params long[] shape) => new(shape, 0.3);

    public static In Unequal(params long[] shape) => new(shape) { Distinct = true };

    public static In Integers(long low, long high, params long[] shape) => new(shape, low, high, ScalarType.Int64);

    public static In Flags(params long[] shape) => new(shape, 0, 2, ScalarType.Bool);

    public static In These(ScalarType type, params double[] values) => new([values.Length], Type: type) { Given = values };

    public In Fixed() => this with { Constant = true };

    public In Shaped(params long[] shape) => this with { Shape = shape };

    /// <summary>Away from whole numbers.</summary>
    public In OffIntegers() => this with { Kink = Math.Round };

    /// <summary>Away from some numbers.</summary>
    public In Off(params double[] kinks) => this with { Kink = x => kinks.MinBy(kink => Math.Abs(x - kink)) };

    public Nd Draw(Random random)
    {
        if (Given is not null) return new Nd(Given, Shape);
        var count = (int)Shape.TotalSize();
        var data = Distinct ? Spread(random, count) : [.. Enumerable.Range(0, count).Select(_ => One(random))];
        return new Nd(data, Shape);
    }

    private double One(Random random)
    {
        while (true)
        {
            var value = Low + (High - Low) * random.NextDouble();
            if (Type != ScalarType.Float64) return Math.Floor(value);
            if (Kink is null || Math.Abs(value - Kink(value)) > Margin) return value;
        }
    }

    private double[] Spread(Random random, int count)
    {
        var places = Enumerable.Range(0, count).ToArray();
        random.Shuffle(places);
        var step = (High - Low) / count;
        return [.. places.Select(place => Low + step * (place + 0.2 + 0.6 * random.NextDouble()))];
    }
}

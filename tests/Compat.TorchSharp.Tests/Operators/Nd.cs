namespace Compat.TorchSharp.Tests.Operators;

/// <summary>An array of any rank in plain C#: what the definitions of operators are written with.</summary>
internal sealed class Nd
{
    public Nd(double[] data, params long[] shape)
    {
        Data = data;
        Shape = shape;
        if (data.Length != Count(shape)) throw new ArgumentException($"{data.Length} values, shape [{string.Join(", ", shape)}].");
    }

    public double[] Data { get; }

    public long[] Shape { get; }

    public int Rank => Shape.Length;

    /// <summary>The element at an index; an axis of length 1 repeats, missing leading axes are ignored: NumPy's broadcasting.</summary>
    public double this[params ReadOnlySpan<long> at] => Data[Offset(at[^Rank..])];

    public static Nd Make(long[] shape, Func<long[], double> element)
    {
        var data = new double[Count(shape)];
        for (var i = 0; i < data.Length; i++) data[i] = element(Index(i, shape));
        return new Nd(data, shape);
    }

    public static Nd Scalar(double value) => new([value]);

    public static Nd List(params IEnumerable<double> values)
    {
        double[] data = [.. values];
        return new Nd(data, data.Length);
    }

    public static Nd From(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var wide = tensor.detach().to(ScalarType.Float64).clone().contiguous();
        return new Nd([.. wide.data<double>()], tensor.shape);
    }

    public static Nd Elementwise(Func<double[], double> f, params Nd[] inputs)
    {
        var rank = inputs.Max(input => input.Rank);
        var shape = new long[rank];
        for (var axis = 0; axis < rank; axis++)
            shape[axis] = inputs.Max(input => axis - rank + input.Rank is var own && own >= 0 ? input.Shape[own] : 1);
        return Make(shape, i => f([.. inputs.Select(input => input[i])]));
    }

    public Nd Map(Func<double, double> f) => new([.. Data.Select(f)], Shape);

    public Nd Reshape(params long[] shape) => new(Data, shape);

    /// <summary>One value from every line along an axis.</summary>
    public Nd Reduce(int axis, Func<double[], double> f, bool keep = false)
    {
        var along = axis < 0 ? axis + Rank : axis;
        long[] kept = [.. Shape[..along], 1, .. Shape[(along + 1)..]];
        var result = Make(kept, i => f(Line(along, i)));
        return keep ? result : result.Reshape([.. Shape[..along], .. Shape[(along + 1)..]]);
    }

    /// <summary>Every line along an axis becomes another line.</summary>
    public Nd Lines(int axis, Func<double[], double[]> f)
    {
        var along = axis < 0 ? axis + Rank : axis;
        var length = f(Line(along, new long[Rank])).Length;
        return Make([.. Shape[..along], length, .. Shape[(along + 1)..]], i => f(Line(along, i))[i[along]]);
    }

    public double[] Line(int axis, long[] at)
    {
        var index = (long[])at.Clone();
        var line = new double[Shape[axis]];
        for (index[axis] = 0; index[axis] < line.Length; index[axis]++) line[index[axis]] = this[index];
        return line;
    }

    /// <summary>A copy in which the elements at some places have other values.</summary>
    public Nd With(Action<Writer> write)
    {
        var copy = new Nd((double[])Data.Clone(), Shape);
        write((at, value) => copy.Data[copy.Offset(at)] = value);
        return copy;
    }

    public delegate void Writer(ReadOnlySpan<long> at, double value);

    public static IEnumerable<long[]> Indices(long[] shape) => Enumerable.Range(0, (int)Count(shape)).Select(i => Index(i, shape));

    private static long Count(long[] shape) => shape.Aggregate(1L, (product, length) => product * length);

    private static long[] Index(long linear, long[] shape)
    {
        var index = new long[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; axis--) (linear, index[axis]) = Math.DivRem(linear, shape[axis]);
        return index;
    }

    private long Offset(ReadOnlySpan<long> at)
    {
        long offset = 0;
        for (var axis = 0; axis < Rank; axis++) offset = offset * Shape[axis] + (Shape[axis] == 1 ? 0 : at[axis]);
        return offset;
    }
}

using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The integers (or floating point numbers, as the arguments are) from start, below stop.</summary>
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Ops.arange__start_step.Call(start, stop, step, dtype ?? Common(start, stop, step), Arg.None, device).requires_grad_(requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Ops.linspace.Call(start, end, steps, Type(dtype), Arg.None, device).requires_grad_(requires_grad);

    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        RefuseNames(names);
        return Ops.eye__m.Call(rows, columns < 0 ? rows : columns, Type(dtype), Arg.None, device).requires_grad_(requires_grad);
    }

    public static Tensor randint(long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null)
    {
        RefuseNames(names);
        return Ops.randint__low_generator.Call(low, high, size, generator, dtype ?? ScalarType.Int64, Arg.None, device).requires_grad_(requires_grad);
    }

    public static Tensor randint(long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(0, high, size, dtype, device, requires_grad, generator, names);

    public static Tensor randint(long low, long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(low, high, size.Shape, dtype, device, requires_grad, generator, names);

    public static Tensor randint(long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(0, high, size.Shape, dtype, device, requires_grad, generator, names);

    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Ops.randperm__generator.Call(n, generator, dtype ?? ScalarType.Int64, Arg.None, device).requires_grad_(requires_grad);

    public static Tensor normal(Tensor mean, Tensor std, Generator? generator = null) => Ops.normal__Tensor_Tensor.Call(mean, std, generator);

    private static ScalarType Type(ScalarType? dtype) => dtype ?? get_default_dtype();

    private static ScalarType Common(params ReadOnlySpan<Scalar> numbers)
    {
        foreach (var number in numbers)
        {
            if (number.Type == ScalarType.Float64) return get_default_dtype();
        }
        return ScalarType.Int64;
    }

    private static void RefuseNames(string[]? names)
    {
        if (names is { Length: > 0 }) throw new NotSupportedException("Named dimensions are not carried by this binding.");
    }
}

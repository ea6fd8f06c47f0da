using System.Reflection;

namespace Compat.TorchSharp.Tests.Operators;

/// <summary>Tensors from sizes, from ranges and from arrays of every type.</summary>
public sealed class CreationTests : TensorTest
{
    /// <summary>The functions of which every overload is called here.</summary>
    internal static readonly string[] Looped = ["zeros", "ones", "empty", "rand", "randn", "full", "tensor"];

    public static TheoryData<string> Sized => ["zeros", "ones", "empty", "rand", "randn", "full"];

    public static TheoryData<string> Elements => [.. Overloads("tensor").Select(method => ElementOf(method)!.Name).Distinct()];

    [Theory]
    [MemberData(nameof(Sized))]
    public void Every_overload_by_size_makes_that_shape_type_and_content(string name)
    {
        using var scope = NewDisposeScope();
        var overloads = Overloads(name).ToList();
        Assert.True(overloads.Count >= 5, $"{overloads.Count} overloads of {name}");
        foreach (var method in overloads.Where(method => !method.GetParameters().Any(p => p.ParameterType.IsByRefLike)))
        {
            var sizes = method.GetParameters().TakeWhile(p => p.Name != "dtype").Where(p => p.ParameterType != typeof(Scalar)).ToArray();
            long[] shape = sizes is [{ ParameterType: var only }] && (only == typeof(long[]) || only == typeof(Size)) ? [2, 3, 1] : [.. sizes.Select((_, i) => i + 2L)];
            var next = 0;
            var made = Call(method, p => p.ParameterType == typeof(Scalar) ? (Scalar)2.5
                : p.ParameterType == typeof(long[]) ? shape
                : p.ParameterType == typeof(Size) ? new Size(shape)
                : Convert.ChangeType(shape[next++], p.ParameterType), ScalarType.Float64, true);
            Assert.Equal(shape, made.shape);
            Assert.Equal(ScalarType.Float64, made.dtype);
            Assert.True(made.requires_grad);
            var values = Nd.From(made).Data;
            if (name == "zeros") Assert.All(values, value => Assert.Equal(0, value));
            if (name == "ones") Assert.All(values, value => Assert.Equal(1, value));
            if (name == "full") Assert.All(values, value => Assert.Equal(2.5, value));
            if (name is "rand") Assert.All(values, value => Assert.InRange(value, 0, 1));
            if (name is "rand" or "randn") Assert.Equal(values.Length, values.Distinct().Count());
        }
    }

    [Theory]
    [MemberData(nameof(Elements))]
    public void Arrays_lists_and_memory_of_every_type_keep_values_shape_and_type(string element)
    {
        using var scope = NewDisposeScope();
        var overloads = Overloads("tensor").Where(method => ElementOf(method)!.Name == element && !method.GetParameters().Any(p => p.ParameterType.IsByRefLike)).ToList();
        Assert.True(overloads.Count >= 3, $"{overloads.Count} overloads for {element}");
        foreach (var method in overloads)
        {
            var type = ElementOf(method)!;
            var first = method.GetParameters()[0].ParameterType;
            var rank = first.IsArray ? first.GetArrayRank() : 1;
            var dimensions = method.GetParameters().Skip(1).TakeWhile(p => p.ParameterType == typeof(long)).Count();
            long[] shape = first == type ? [] : rank > 1 ? [.. Enumerable.Range(1, rank).Select(i => i + 1L)] : dimensions > 0 ? [.. Enumerable.Range(1, dimensions).Select(i => (long)i)] : [4];
            var values = Enumerable.Range(0, (int)shape.TotalSize()).Select(i => Convert.ChangeType(type == typeof(bool) ? i % 2 : i + 1, type)).ToArray();
            var source = first == type ? values[0] : Filled(type, values, shape, rank);
            var next = 0;
            var made = Call(method, p => p.Position == 0 ? source : shape[next++], null, false);
            var where = $"tensor({first})";
            Assert.True(shape.SequenceEqual(made.shape), where);
            Assert.Equal(TypeOf(type), made.dtype);
            Assert.Equal(values.Select(Convert.ToDouble), Nd.From(made).Data);
            if (!method.GetParameters().Any(p => p.Name == "dtype")) continue;
            Assert.Equal(ScalarType.Float64, Call(method, p => p.Position == 0 ? source : shape[p.Position - 1], ScalarType.Float64, true).dtype);
        }
    }

    [Fact]
    public void Spans_of_sizes_give_shapes()
    {
        using var scope = NewDisposeScope();
        ReadOnlySpan<long> size = [2, 3];
        Assert.All((Tensor[])[zeros(size), ones(size), empty(size), rand(size), randn(size), torch.full(size, 1), torch.tensor(new double[6], size), torch.tensor((IList<long>)new long[6], size), torch.tensor(new Memory<float>(new float[6]), size)],
            made => Assert.Equal([2, 3], made.shape));
    }

    private static IEnumerable<MethodInfo> Overloads(string name) => typeof(torch).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(method => method.Name == name);

    private static Tensor Call(MethodInfo method, Func<ParameterInfo, object> required, ScalarType? dtype, bool requiresGrad) => (Tensor)method.Invoke(null,
        [.. method.GetParameters().Select(p => p.Name switch
        {
            "dtype" => (object?)dtype,
            "requires_grad" => requiresGrad,
            "device" or "names" or "generator" => null,
            _ => required(p),
        })])!;

    private static Type? ElementOf(MethodInfo method)
    {
        var first = method.GetParameters()[0].ParameterType;
        return first.IsArray ? first.GetElementType() : first.IsGenericType ? first.GetGenericArguments()[0] : first;
    }

    private static ScalarType TypeOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => ScalarType.Byte,
        TypeCode.SByte => ScalarType.Int8,
        TypeCode.Int16 => ScalarType.Int16,
        TypeCode.Int32 => ScalarType.Int32,
        TypeCode.Int64 => ScalarType.Int64,
        TypeCode.Single => ScalarType.Float32,
        TypeCode.Double => ScalarType.Float64,
        TypeCode.Boolean => ScalarType.Bool,
        _ => throw new ArgumentException(type.Name),
    };

    private static object Filled(Type type, object[] values, long[] shape, int rank)
    {
        var array = rank > 1 ? Array.CreateInstance(type, shape) : Array.CreateInstance(type, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            var (rest, index) = (i, new int[rank]);
            for (var axis = rank - 1; axis >= 0; axis--) (rest, index[axis]) = Math.DivRem(rest, array.GetLength(axis));
            array.SetValue(values[i], index);
        }
        return array;
    }
}

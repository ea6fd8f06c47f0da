namespace Compat.TorchSharp.Tests.Values;

/// <summary>Types of elements: conversion, promotion, and the numbers of the types themselves.</summary>
public sealed class ConversionTests : TensorTest
{
    private static readonly ScalarType[] _types =
    [
        ScalarType.Byte, ScalarType.Int8, ScalarType.Int16, ScalarType.Int32, ScalarType.Int64, ScalarType.Float16, ScalarType.Float32, ScalarType.Float64, ScalarType.Bool, ScalarType.BFloat16,
    ];

    private static readonly Dictionary<ScalarType, Func<Tensor, Tensor>> _named = new()
    {
        [ScalarType.Byte] = x => x.@byte(),
        [ScalarType.Int32] = x => x.@int(),
        [ScalarType.Int64] = x => x.@long(),
        [ScalarType.Float16] = x => x.half(),
        [ScalarType.Float32] = x => x.@float(),
        [ScalarType.Float64] = x => x.@double(),
        [ScalarType.Bool] = x => x.@bool(),
        [ScalarType.BFloat16] = x => x.bfloat16(),
    };

    public static IEnumerable<object[]> Pairs => _types.SelectMany(_ => _types, (from, to) => new object[] { from, to });

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Every_type_converts_to_every_other(ScalarType from, ScalarType to)
    {
        using var scope = NewDisposeScope();
        var random = new Random(Seed);
        double[] values = [0, 1, .. Enumerable.Range(0, 6).Select(_ => is_floating_point(from) ? random.Next(256) / 2.0 * 0.5 : random.Next(2, 100))];
        var given = torch.tensor(values).to(from);
        double[] expected = [.. values.Select(v => from == ScalarType.Bool ? v == 0 ? 0 : 1 : v).Select(v => to == ScalarType.Bool ? v == 0 ? 0 : 1 : is_floating_point(to) ? v : Math.Truncate(v))];
        Func<Tensor, Tensor>[] ways =
        [
            x => x.to(to), x => x.to_type(to), x => x.type(to), x => x.to(to, CPU), x => x.to(torch.zeros(1, to)), x => x.type_as(torch.zeros(1, to)), .. _named.TryGetValue(to, out var own) ? (Func<Tensor, Tensor>[])[own] : [],
        ];
        Assert.All(ways, way =>
        {
            var converted = way(given);
            Assert.Equal(to, converted.dtype);
            Assert.Equal(expected, converted.to(ScalarType.Float64).data<double>().ToArray());
        });
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Two_types_meet_where_PyTorch_lets_them_meet(ScalarType left, ScalarType right)
    {
        using var scope = NewDisposeScope();
        var expected = Promoted(left, right);
        Assert.Equal(expected, promote_types(left, right));
        Assert.Equal(expected, result_type(torch.ones(1, left), torch.ones(1, right)));
        Assert.Equal(expected, (torch.ones(2, left) + torch.ones(2, right)).dtype);
        // A tensor without dimensions decides only when it is of a higher kind.
        Assert.Equal(Kind(right) > Kind(left) ? right : left, (torch.ones(2, left) + torch.ones([], right)).dtype);
    }

    [Fact]
    public void Numbers_decide_by_their_kind_alone()
    {
        using var scope = NewDisposeScope();
        foreach (var type in _types)
        {
            var x = torch.ones(2, type);
            var isReal = is_floating_point(type);
            Assert.Equal(type == ScalarType.Bool ? ScalarType.Int64 : type, (x + 1).dtype);
            Assert.Equal(type == ScalarType.Bool ? ScalarType.Int64 : type, (x * 3L).dtype);
            Assert.Equal(isReal ? type : ScalarType.Float32, (x + 1.5).dtype);
            Assert.Equal(isReal ? type : ScalarType.Float32, (x * 1.5f).dtype);
            Assert.Equal(isReal ? type : ScalarType.Float32, (x / 2).dtype);
            Assert.Equal(type, (x + (Scalar)true).dtype);
        }
    }

    [Fact]
    public void Scalars_convert_to_numbers_and_back()
    {
        Assert.Equal((2.5f, 2.5, 2L, 2, (byte)2, true), (2.5.ToScalar().ToSingle(), 2.5.ToScalar().ToDouble(), 2.9.ToScalar().ToInt64(), 2.5f.ToScalar().ToInt32(), ((byte)2).ToScalar().ToByte(), true.ToScalar().ToBoolean()));
        Assert.Equal(-2L, (-2.9).ToScalar().ToInt64());
        Assert.Equal((ScalarType.Int64, ScalarType.Int64, ScalarType.Float64, ScalarType.Bool), (((short)1).ToScalar().Type, 1.ToScalar().Type, 1f.ToScalar().Type, false.ToScalar().Type));
        Assert.Throws<OverflowException>(() => 300L.ToScalar().ToByte());
    }

    [Fact]
    public void A_copy_is_made_only_where_it_is_asked_for_or_needed()
    {
        using var scope = NewDisposeScope();
        var x = torch.ones(3);
        foreach (var same in (Tensor[])[x.to(float32), x.to(CPU), x.to(DeviceType.CPU), x.to("cpu"), x.to(float32, CPU), x.cpu()])
        {
            same.add_(1);
            Assert.Equal(x.data<float>()[0], same.data<float>()[0]);
        }
        foreach (var copy in (Tensor[])[x.to(float32, copy: true), x.to(CPU, true), x.to(float64)])
        {
            copy.zero_();
            Assert.NotEqual(0, x.data<float>()[0]);
        }
        var left = torch.ones(2);
        var taken = left.to(float64, disposeAfter: true);
        Assert.True(left.IsInvalid);
        Assert.Equal([1.0, 1.0], taken.data<double>().ToArray());
    }

    [Fact]
    public void Sixteen_bits_round_to_the_nearest_even()
    {
        using var scope = NewDisposeScope();
        var random = new Random(Seed);
        var values = Enumerable.Range(0, 200).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(2, random.Next(-10, 10)))).ToArray();
        Assert.Equal(values.Select(v => (float)(Half)v), torch.tensor(values).half().@float().data<float>().ToArray());
        Assert.Equal(values.Select(Brain), torch.tensor(values).bfloat16().@float().data<float>().ToArray());

        static float Brain(float v)
        {
            var bits = BitConverter.SingleToUInt32Bits(v);
            return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
        }
    }

    [Fact]
    public void The_limits_of_types_are_those_of_their_numbers()
    {
        Assert.Equal((double.MaxValue, Math.BitIncrement(1.0) - 1), (finfo(float64).max, finfo(float64).eps));
        Assert.Equal((float.MinValue, MathF.BitIncrement(1f) - 1), ((float)finfo(float32).min, (float)finfo(float32).eps));
        Assert.Equal(((double)Half.MaxValue, (double)Half.BitIncrement((Half)1) - 1), (finfo(float16).max, finfo(float16).eps));
        Assert.Equal((Math.Pow(2, 127) * (2 - Math.Pow(2, -7)), Math.Pow(2, -7), 16), (finfo(bfloat16).max, finfo(bfloat16).eps, finfo(bfloat16).bits));
        Assert.Throws<ArgumentException>(() => finfo(int64));
        Assert.Equal([1, 1, 2, 4, 8, 2, 4, 8, 1, 2], _types.Select(type => type.ElementSize()));
    }

    [Fact]
    public void The_default_type_is_what_creation_uses()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(float32, get_default_dtype());
        try
        {
            set_default_dtype(float64);
            Assert.Equal([float64, float64, float64, float64, int64], ((Tensor[])[torch.zeros(1), torch.rand(1), torch.arange(0.5, 2), torch.eye(2), torch.arange(2)]).Select(x => x.dtype));
        }
        finally
        {
            set_default_dtype(float32);
        }
    }

    [Fact]
    public void Kinds_of_types_are_told_apart()
    {
        using var scope = NewDisposeScope();
        foreach (var type in _types)
        {
            var x = torch.zeros(1, type);
            var isReal = type is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;
            Assert.Equal((isReal, isReal, isReal), (x.is_floating_point(), is_floating_point(x), is_floating_point(type)));
            Assert.Equal((!isReal, !isReal, !isReal), (x.is_integral(), is_integral(x), is_integral(type)));
            Assert.Equal((false, false, false), (x.is_complex(), is_complex(x), is_complex(type)));
        }
        Assert.True(is_complex(ScalarType.ComplexFloat64));
    }

    private static int Kind(ScalarType type) => type == ScalarType.Bool ? 0 : is_floating_point(type) ? 2 : 1;

    private static ScalarType Promoted(ScalarType a, ScalarType b)
    {
        if (a == b) return a;
        if (Kind(a) != Kind(b)) return Kind(a) > Kind(b) ? a : b;
        if (Kind(a) == 2) return (a, b) is (ScalarType.Float16, ScalarType.BFloat16) or (ScalarType.BFloat16, ScalarType.Float16) ? ScalarType.Float32 : a.ElementSize() > b.ElementSize() ? a : b;
        // Unsigned bytes and signed ones only fit 16 bits.
        if (a.ElementSize() == b.ElementSize()) return ScalarType.Int16;
        return a.ElementSize() > b.ElementSize() ? a : b;
    }
}

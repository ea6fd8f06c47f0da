using static Compat.TorchSharp.Tests.Operators.In;

namespace Compat.TorchSharp.Tests.Operators.Tables;

/// <summary>Tensors like others, ranges and the identity.</summary>
internal static class Creation
{
    private static readonly In _a = Real(2, 3);

    public static IEnumerable<Row> Rows =>
    [
        Row.Map("zeros_like", _ => 0, _a, x => x.zeros_like(), x => zeros_like(x), x => x.new_zeros([2, 3])).Gives(),
        Row.Map("ones_like", _ => 1, _a, x => x.ones_like(), x => ones_like(x)).Gives(),
        Row.Map("full_like", _ => 2.5, _a, x => x.full_like(2.5), x => full_like(x, 2.5), x => x.new_full([2, 3], 2.5)).Gives(),
        Row.Map("empty_like", _ => 7, _a, x => x.empty_like().fill_(7), x => empty_like(x).fill_(7), x => x.new_empty([2, 3]).fill_(7)).Gives(),
        Row.Map("like another type", _ => 1, _a, x => x.ones_like(int64), x => ones_like(x, int64), x => x.new_full([2, 3], 1, int64)).Gives(ScalarType.Int64),
        Row.Of("arange", Real(), _ => Nd.List(2, 5, 8), _ => arange(2, 9, 3)).Gives(ScalarType.Int64),
        Row.Of("arange from", Real(), _ => Nd.List(-1, 0, 1), _ => arange(-1, 2)).Gives(ScalarType.Int64),
        Row.Of("arange to", Real(), _ => Nd.List(0, 1, 2), _ => arange(3)).Gives(ScalarType.Int64),
        Row.Of("arange of reals", Real(), _ => Nd.List(0.5, 0.75, 1), _ => arange(0.5, 1.25, 0.25, float64)).Gives(),
        Row.Of("arange of reals by default", Real(), _ => Nd.List(0, 1, 2), _ => arange(2.5)).Gives(ScalarType.Float32),
        Row.Of("linspace", Real(), _ => Nd.List(-1, -0.25, 0.5, 1.25, 2), _ => linspace(-1, 2, 5, float64)).Gives(),
        Row.Of("eye", Real(), _ => Nd.Make([3, 3], i => i[0] == i[1] ? 1 : 0), _ => eye(3, dtype: float64)).Gives(),
        Row.Of("eye of a rectangle", Real(), _ => Nd.Make([2, 4], i => i[0] == i[1] ? 1 : 0), _ => eye(2, 4, float64)).Gives(),
    ];
}

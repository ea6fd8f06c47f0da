using static Compat.TorchSharp.Tests.Operators.In;

namespace Compat.TorchSharp.Tests.Operators.Tables;

/// <summary>Operators that move elements: shapes, axes, repetition, splitting and joining.</summary>
internal static class Shapes
{
    private static readonly In _a = Real(2, 3, 4);
    private static readonly In _matrix = Real(3, 4);
    private static readonly In _line = Real(6);
    private static readonly In _single = Real(2, 1, 3, 1);

    public static IEnumerable<Row> Rows =>
    [
        Row.Of("reshape", _a, x => x.Reshape(4, 6), x => x.reshape(4, -1), x => reshape(x, 4, 6), x => x.view(4, 6), x => x.view_as(torch.zeros(4, 6))),
        Row.Of("flatten", _a, x => x.Reshape(24), x => x.flatten(), x => flatten(x), x => x.ravel(), ravel, x => x.reshape(-1)),
        Row.Of("flatten two axes", _a, x => x.Reshape(2, 12), x => x.flatten(1), x => flatten(x, 1, 2), x => nn.Flatten().forward(x)),
        Row.Of("unflatten", _a, x => x.Reshape(2, 3, 2, 2), x => x.unflatten(2, 2, 2), x => unflatten(x, -1, 2, 2), x => x.unflatten(-1, 2, -1)),
        Row.Of("permute", _a, x => Nd.Make([4, 2, 3], i => x[i[1], i[2], i[0]]), x => x.permute(2, 0, 1), x => permute(x, 2, 0, 1), x => x.permute((IEnumerable<long>)[2, 0, 1])),
        Row.Of("transpose", _a, x => Nd.Make([4, 3, 2], i => x[i[2], i[1], i[0]]), x => x.transpose(0, 2), x => transpose(x, 0, -1), x => x.swapaxes(0, 2), x => swapaxes(x, 0, 2), x => x.swapdims(0, 2), x => swapdims(x, 0, 2)),
        Row.Of("movedim", _a, x => Nd.Make([4, 2, 3], i => x[i[1], i[2], i[0]]), x => x.movedim([2], [0]), x => movedim(x, [2], [0]), x => x.moveaxis([2], [0]), x => moveaxis(x, [2], [0])),
        Row.Of("t", _matrix, x => Nd.Make([4, 3], i => x[i[1], i[0]]), x => x.t(), t, x => x.T, x => x.mT),
        Row.Of("mT", _a, x => Nd.Make([2, 4, 3], i => x[i[0], i[2], i[1]]), x => x.mT),
        Row.Of("squeeze", _single, x => x.Reshape(2, 3), x => x.squeeze(), x => squeeze(x)),
        Row.Of("squeeze one axis", _single, x => x.Reshape(2, 3, 1), x => x.squeeze(1), x => squeeze(x, 1)),
        Row.Of("unsqueeze", _matrix, x => x.Reshape(3, 1, 4), x => x.unsqueeze(1), x => unsqueeze(x, 1), x => x.unsqueeze_(1), x => unsqueeze_(x, -2)),
        Row.Of("expand", _single, x => Nd.Make([2, 4, 3, 5], i => x[i]), x => x.expand(2, 4, 3, 5), x => x.expand([-1, 4, -1, 5], false), x => x.expand_as(torch.zeros(2, 4, 3, 5)), x => x.broadcast_to(2, 4, 3, 5), x => broadcast_to(x, 2, 4, 3, 5)),
        Row.Of("repeat", _matrix, x => Nd.Make([2, 3, 8], i => x[i[1], i[2] % 4]), x => x.repeat(2, 1, 2), x => x.tile([2, 1, 2]), x => tile(x, [2, 1, 2])),
        Row.Of("repeat_interleave", _matrix, x => Nd.Make([3, 8], i => x[i[0], i[1] / 2]), x => x.repeat_interleave(2, 1), x => repeat_interleave(x, 2, 1)),
        Row.Of("repeat_interleave of all", _matrix, x => Nd.Make([24], i => x.Data[i[0] / 2]), x => x.repeat_interleave(2), x => repeat_interleave(x, 2)),
        Row.Of("repeat_interleave by a tensor", _matrix, x => Nd.Make([4, 4], i => x[(long[])[0, 2, 2, 2] is var from ? from[i[0]] : 0, i[1]]), x => x.repeat_interleave(torch.tensor([1L, 0, 3]), 0), x => repeat_interleave(x, torch.tensor([1L, 0, 3]), 0)),
        Row.Of("flip", _a, x => Nd.Make([2, 3, 4], i => x[1 - i[0], i[1], 3 - i[2]]), x => x.flip(0, 2), x => flip(x, 0, -1)),
        Row.Of("roll", _a, x => Nd.Make([2, 3, 4], i => x[i[0], (i[1] + 2) % 3, (i[2] + 1) % 4]), x => x.roll([1, -1], [1, 2]), x => roll(x, [1, -1], [1, 2])),
        Row.Of("roll along one axis", _a, x => Nd.Make([2, 3, 4], i => x[i[0], (i[1] + 2) % 3, i[2]]), x => x.roll(1, 1), x => roll(x, 1, 1)),
        Row.Of("roll of all", _matrix, x => Nd.Make([3, 4], i => x.Data[(i[0] * 4 + i[1] + 10) % 12]), x => x.roll(2), x => roll(x, 2)),
        Row.Of("rot90", _matrix, x => Nd.Make([4, 3], i => x[i[1], 3 - i[0]]), x => x.rot90(), x => rot90(x), x => x.rot90(1, (0, 1)), x => x.rot90(-3)),
        Row.Of("rot90 twice", _a, x => Nd.Make([2, 3, 4], i => x[i[0], 2 - i[1], 3 - i[2]]), x => x.rot90(2, (1, 2)), x => rot90(x, 2, (1, 2))),
        Row.Lists("chunk", _a, x => [Part(x, 0, 2), Part(x, 2, 2)], x => x.chunk(2, 2), x => chunk(x, 2, 2)),
        Row.Lists("split", _a, x => [Part(x, 0, 3), Part(x, 3, 1)], x => x.split(3, 2), x => x.split([3, 1], 2), x => split(x, [3, 1], 2)),
        Row.Lists("unbind", _matrix, x => [.. Enumerable.Range(0, 4).Select(j => Nd.Make([3], i => x[i[0], j]))], x => x.unbind(1), x => unbind(x, 1)),
        Row.Of("narrow", _a, x => Part(x, 1, 2), x => x.narrow(2, 1, 2), x => narrow(x, 2, 1, 2), x => x.slice(2, 1, 3, 1)),
        Row.Of("slice by steps", _line, x => Nd.Make([2], i => x[1 + 3 * i[0]]), x => x.slice(0, 1, 6, 3)),
        Row.Of("select", _a, x => Nd.Make([2, 4], i => x[i[0], 1, i[1]]), x => x.select(1, 1), x => select(x, 1, -2)),
        Row.Of("unfold", _line, x => Nd.Make([2, 3], i => x[2 * i[0] + i[1]]), x => x.unfold(0, 3, 2)),
        Row.Of("as_strided", _line, x => Nd.Make([2, 2], i => x[1 + i[0] + 2 * i[1]]), x => x.as_strided([2, 2], [1, 2], 1)),
        Row.Of("diagonal", _a, x => Nd.Make([3, 2], i => x[i[1], i[0], i[1] + 1]), x => x.diagonal(1, 0, 2), x => diagonal(x, 1, 0, 2)),
        Row.Of("diag of a matrix", _matrix, x => Nd.Make([3], i => x[i[0], i[0] + 1]), x => x.diag(1), x => diag(x, 1)),
        Row.Of("diag of a vector", _line, x => Nd.Make([7, 7], i => i[0] == i[1] + 1 ? x[i[1]] : 0), x => x.diag(-1), x => diag(x, -1)),
        Row.Of("tril", _matrix, x => Nd.Make([3, 4], i => i[1] <= i[0] + 1 ? x[i] : 0), x => x.tril(1), x => tril(x, 1)),
        Row.Of("triu", _matrix, x => Nd.Make([3, 4], i => i[1] >= i[0] - 1 ? x[i] : 0), x => x.triu(-1), x => triu(x, -1)),
        Row.Of("channel_shuffle", Real(1, 6, 1, 2), x => Nd.Make([1, 6, 1, 2], i => x[0, i[1] % 2 * 3 + i[1] / 2, 0, i[3]]), x => x.channel_shuffle(2)),
        Row.Of("copies", _matrix, x => x, x => x.clone(), clone, x => x.contiguous(), x => x.alias(), x => x.t().contiguous().t()),
        Row.Of("detached copies", _matrix.Fixed(), x => x, x => x.detach(), x => x.detach_()).Gives(),
        Row.Of("cat", _matrix, Real(2, 4), (x, y) => Nd.Make([5, 4], i => i[0] < 3 ? x[i] : y[i[0] - 3, i[1]]), (x, y) => cat([x, y]), (x, y) => cat((IList<Tensor>)[x, y]), (x, y) => concat([x, y]), (x, y) => concat((IList<Tensor>)[x, y]), (x, y) => vstack([x, y])),
        Row.Of("cat along the second axis", _matrix, Real(3, 2), (x, y) => Nd.Make([3, 6], i => i[1] < 4 ? x[i] : y[i[0], i[1] - 4]), (x, y) => cat([x, y], 1), (x, y) => cat((IList<Tensor>)[x, y], -1), (x, y) => hstack([x, y])),
        Row.Of("stack", _matrix, _matrix, (x, y) => Nd.Make([3, 2, 4], i => (i[1] == 0 ? x : y)[i[0], i[2]]), (x, y) => stack([x, y], 1)),
        Row.Any("meshgrid", [Real(2), Real(3)], x => Nd.Make([2, 3], i => x[0][i[0]] * x[1][i[1]]), x => Product(meshgrid(x)), x => Product(meshgrid(x, "xy")).t()),
        Row.Any("broadcast_tensors", [Real(2, 1), Real(3)], x => Nd.Make([2, 3], i => x[0][i] * x[1][i]), x => Product(broadcast_tensors(x))),
        Row.Of("pixel_shuffle", Real(1, 8, 1, 2), x => Nd.Make([1, 2, 2, 4], i => x[0, i[1] * 4 + i[2] % 2 * 2 + i[3] % 2, i[2] / 2, i[3] / 2]), x => nn.functional.pixel_shuffle(x, 2)),
    ];

    private static Nd Part(Nd x, long from, long length) => Nd.Make([2, 3, length], i => x[i[0], i[1], i[2] + from]);

    private static Tensor Product(IEnumerable<Tensor> pair) => pair.First() * pair.Last();
}

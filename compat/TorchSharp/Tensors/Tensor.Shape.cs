using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor reshape(params long[] shape) => Ops.reshape.Call(this, shape);

        public Tensor view(params long[] shape) => Ops.view.Call(this, shape);

        public Tensor view_as(Tensor other) => view(other.shape);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Ops.flatten__using_ints.Call(this, start_dim, end_dim);

        public Tensor unflatten(long dim, params long[] sizes)
        {
            var all = shape;
            var at = (int)(dim < 0 ? dim + all.Length : dim);
            return reshape([.. all[..at], .. sizes, .. all[(at + 1)..]]);
        }

        public Tensor ravel() => Ops.ravel.Call(this);

        public Tensor permute(params long[] permutation) => Ops.permute.Call(this, permutation);

        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());

        public Tensor transpose(long dim0, long dim1) => Ops.transpose__int.Call(this, dim0, dim1);

        public Tensor swapaxes(long dim0, long dim1) => transpose(dim0, dim1);

        public Tensor swapdims(long dim0, long dim1) => transpose(dim0, dim1);

        public Tensor movedim(long[] source, long[] destination) => Ops.movedim__intlist.Call(this, source, destination);

        public Tensor moveaxis(long[] source, long[] destination) => movedim(source, destination);

        public Tensor t() => Ops.t.Call(this);

        public Tensor T => Ops.numpy_T.Call(this);

        public Tensor mT => transpose(-2, -1);

        public Tensor squeeze(long? dim = null) => dim is { } d ? Ops.squeeze__dim.Call(this, d) : Ops.squeeze.Call(this);

        public Tensor unsqueeze(long dim) => Ops.unsqueeze.Call(this, dim);

        public Tensor unsqueeze_(long dim) => InPlace(Ops.unsqueeze_, this, dim);

        public Tensor expand(long[] sizes, bool isImplicit = false) => Ops.expand.Call(this, sizes, isImplicit);

        public Tensor expand(params long[] sizes) => expand(sizes, false);

        public Tensor expand_as(Tensor other) => Ops.expand_as.Call(this, other);

        public Tensor broadcast_to(params long[] shape) => Ops.broadcast_to.Call(this, shape);

        public Tensor repeat(params long[] sizes) => Ops.repeat.Call(this, sizes);

        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) => Ops.repeat_interleave__self_int.Call(this, repeats, dim, output_size);

        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) => Ops.repeat_interleave__self_Tensor.Call(this, repeats, dim, output_size);

        public Tensor tile(long[] reps) => Ops.tile.Call(this, reps);

        public Tensor flip(params long[] dims) => Ops.flip.Call(this, dims);

        public Tensor roll(long shifts, long? dims = null) => Ops.roll.Call(this, new[] { shifts }, dims is { } d ? new[] { d } : []);

        public Tensor roll(long[] shifts, long[] dims) => Ops.roll.Call(this, shifts, dims);

        public Tensor rot90(long k = 1, (long, long)? dims = null) => Ops.rot90.Call(this, k, dims is { } d ? new[] { d.Item1, d.Item2 } : [0, 1]);

        public Tensor[] chunk(long chunks, long dim = 0) => Ops.chunk.CallList(this, chunks, dim);

        public Tensor[] split(long size, int dim = 0) => Ops.split__Tensor.CallList(this, size, dim);

        public Tensor[] split(long[] sizes, long dim = 0) => Ops.split_with_sizes.CallList(this, sizes, dim);

        public Tensor[] unbind(long dimension = 0) => Ops.unbind__int.CallList(this, dimension);

        public Tensor narrow(long dim, long start, long length) => Ops.narrow.Call(this, dim, start, length);

        public Tensor select(long dim, long index) => Ops.select__int.Call(this, dim, index);

        public Tensor slice(long dim, long start, long finish, long step) => Ops.slice__Tensor.Call(this, dim, start, finish, step);

        public Tensor unfold(long dimension, long size, long step) => Ops.unfold.Call(this, dimension, size, step);

        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) => Ops.as_strided.Call(this, size, strides, storageOffset);

        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) => Ops.diagonal.Call(this, offset, dim1, dim2);

        public Tensor diag(long diagonal = 0) => Ops.diag.Call(this, diagonal);

        public Tensor tril(long diagonal = 0) => Ops.tril.Call(this, diagonal);

        public Tensor triu(long diagonal = 0) => Ops.triu.Call(this, diagonal);

        // libtorch's own operator has no derivative before version 2.
        public Tensor channel_shuffle(long groups)
        {
            using var scope = NewDisposeScope();
            var all = shape;
            if (all.Length < 3 || groups < 1 || all[1] % groups != 0) throw new ArgumentException($"{groups} groups do not divide the channels of [{string.Join(", ", all)}].", nameof(groups));
            return reshape([all[0], groups, all[1] / groups, .. all[2..]]).transpose(1, 2).reshape(all).MoveToOuterDisposeScope();
        }

        public Tensor contiguous() => Ops.contiguous.Call(this);

        public Tensor clone() => Ops.clone.Call(this);

        public Tensor detach() => Ops.detach.Call(this);

        public Tensor detach_() => InPlace(Ops.detach_, this);

        public Tensor alias() => Ops.alias.Call(this);
    }
}

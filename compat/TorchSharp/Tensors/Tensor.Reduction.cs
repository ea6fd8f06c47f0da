using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Ops.sum.Call(this, type);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => Ops.sum__dim_IntList.Call(this, dim, keepdim, type);

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) => sum(dim.ToArray(), keepdim, type);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);

        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1], keepdim, type);

        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1, dim2], keepdim, type);

        public Tensor mean() => Ops.mean.Call(this);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => Ops.mean__dim.Call(this, dimensions, keepdim, type);

        public Tensor prod(ScalarType? type = null) => Ops.prod.Call(this, type);

        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) => Ops.prod__dim_int.Call(this, dim, keepdim, type);

        public Tensor std(bool unbiased = true) => Ops.std.Call(this, unbiased);

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Cast(Ops.std__dim.Call(this, dimensions, unbiased, keepdim), type);

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std([dim], unbiased, keepdim, type);

        public Tensor var(bool unbiased = true) => Ops.var.Call(this, unbiased);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Cast(Ops.var__dim.Call(this, dimensions, unbiased, keepdim), type);

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var([dim], unbiased, keepdim, type);

        public Tensor max() => Ops.max.Call(this);

        public Tensor max(Tensor other) => maximum(other);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Ops.max__dim.Call2(this, dim, keepdim);

        public Tensor min() => Ops.min.Call(this);

        public Tensor min(Tensor other) => minimum(other);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Ops.min__dim.Call2(this, dim, keepdim);

        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) => @out is null ? Ops.amax.Call(this, dims, keepdim) : Into(Ops.amax__out, @out, this, dims, keepdim, @out);

        public Tensor amax(params long[] dims) => amax(dims, false, null);

        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) => @out is null ? Ops.amin.Call(this, dims, keepdim) : Into(Ops.amin__out, @out, this, dims, keepdim, @out);

        public Tensor amin(params long[] dims) => amin(dims, false, null);

        public Tensor argmax() => Ops.argmax.Call(this);

        public Tensor argmax(long dim, bool keepdim = false) => Ops.argmax.Call(this, dim, keepdim);

        public Tensor argmin() => Ops.argmin.Call(this);

        public Tensor argmin(long dim, bool keepdim = false) => Ops.argmin.Call(this, dim, keepdim);

        public Tensor any() => Ops.any.Call(this);

        public Tensor any(long dim, bool keepdim = false) => Ops.any__dim.Call(this, dim, keepdim);

        public Tensor all() => Ops.all.Call(this);

        public Tensor all(long dim, bool keepdim = false) => Ops.all__dim.Call(this, dim, keepdim);

        public Tensor norm(float p = 2) => Ops.norm__Scalar.Call(this, p);

        public Tensor norm(int dim, bool keepdim = false, float p = 2) => Ops.norm__ScalarOpt_dim.Call(this, p, new long[] { dim }, keepdim);

        public Tensor logsumexp(long dim, bool keepdim = false) => Ops.logsumexp.Call(this, new[] { dim }, keepdim);

        public Tensor cumsum(long dim, ScalarType? type = null) => Ops.cumsum.Call(this, dim, type);

        public Tensor cumprod(long dim, ScalarType? type = null) => Ops.cumprod.Call(this, dim, type);

        public Tensor median() => Ops.median.Call(this);

        public Tensor nansum() => Ops.nansum.Call(this);

        public Tensor count_nonzero(long[]? dims = null) => dims is null ? Ops.count_nonzero.Call(this) : Ops.count_nonzero__dim_IntList.Call(this, dims);

        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) => Ops.quantile.Call(this, q, dim, keepdim);

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) => Ops.topk.Call2(this, k, dim, largest, sorted);

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) => Ops.sort__stable.Call2(this, stable, dim, descending);

        public Tensor argsort(long dim = -1, bool descending = false) => Ops.argsort.Call(this, dim, descending);

        public Tensor bincount(Tensor? weights, long minlength = 0) => Ops.bincount.Call(this, weights, minlength);

        public Tensor histc(long bins = 100, long min = 0, long max = 0) => Ops.histc.Call(this, bins, min, max);

        private static Tensor Into(Op operation, Tensor target, params ReadOnlySpan<Arg> args)
        {
            operation.Run(args);
            return target;
        }

        private static Tensor Cast(Tensor result, ScalarType? type)
        {
            if (type is not { } wanted || wanted == result.dtype) return result;
            using (result) return result.to_type(wanted);
        }
    }
}

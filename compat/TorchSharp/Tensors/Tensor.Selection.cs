using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor gather(long dim, Tensor index) => Ops.gather.Call(this, dim, index);

        public Tensor scatter(long dim, Tensor index, Tensor src) => Ops.scatter__src.Call(this, dim, index, src);

        public Tensor scatter_(long dim, Tensor index, Tensor src) => InPlace(Ops.scatter___src, this, dim, index, src);

        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Ops.scatter_add.Call(this, dim, index, src);

        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => InPlace(Ops.scatter_add_, this, dim, index, src);

        public Tensor index_select(long dim, Tensor index) => Ops.index_select.Call(this, dim, index);

        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) => Ops.index_add.Call(this, dim, index, source, alpha);

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) => InPlace(Ops.index_add_, this, dim, index, source, alpha);

        public Tensor index_copy(long dim, Tensor index, Tensor source) => Ops.index_copy.Call(this, dim, index, source);

        public Tensor index_fill(long dim, Tensor index, Scalar value) => Ops.index_fill__int_Scalar.Call(this, dim, index, value);

        public Tensor masked_fill(Tensor mask, Scalar value) => Ops.masked_fill__Scalar.Call(this, mask, value);

        public Tensor masked_fill_(Tensor mask, Scalar value) => InPlace(Ops.masked_fill___Scalar, this, mask, value);

        public Tensor masked_select(Tensor mask) => Ops.masked_select.Call(this, mask);

        public Tensor masked_scatter(Tensor mask, Tensor value) => Ops.masked_scatter.Call(this, mask, value);

        public Tensor nonzero() => Ops.nonzero.Call(this);

        public Tensor argwhere() => Ops.argwhere.Call(this);

        public Tensor where(Tensor condition, Tensor y) => Ops.where__self.Call(condition, this, y);

        public Tensor take(Tensor index) => Ops.take.Call(this, index);

        public Tensor take_along_dim(Tensor indices, long dim) => Ops.take_along_dim.Call(this, indices, dim);

        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false) => Ops.bucketize__Tensor.Call(this, boundaries, outInt32, right);

        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null)
        {
            var (values, inverse, counts) = dim is { } d
                ? Ops.unique_dim.Call3(this, d, sorted, return_inverse, return_counts)
                : Ops._unique2.Call3(this, sorted, return_inverse, return_counts);
            if (!return_inverse) inverse.Dispose();
            if (!return_counts) counts.Dispose();
            return (values, return_inverse ? inverse : null, return_counts ? counts : null);
        }

        public Tensor copy_(Tensor source, bool nonBlocking = false) => InPlace(Ops.copy_, this, source, nonBlocking);

        public Tensor fill_(Scalar value) => InPlace(Ops.fill___Scalar, this, value);

        public Tensor zero_() => InPlace(Ops.zero_, this);

        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) => InPlace(Ops.normal_, this, mean, std, generator);

        public Tensor uniform_(double from, double to, Generator? generator = null) => InPlace(Ops.uniform_, this, from, to, generator);

        public Tensor random_(double from, double to, Generator? generator = null) => InPlace(Ops.random___from, this, (long)from, (long)to, generator);

        public Tensor bernoulli(Generator? generator = null) => Ops.bernoulli.Call(this, generator);

        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => InPlace(Ops.bernoulli___float, this, p, generator);

        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) => Ops.multinomial.Call(this, num_samples, replacement, generator);
    }
}

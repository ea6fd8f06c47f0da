using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => Ops.eq__Tensor.Call(this, target);

        public Tensor eq(Scalar target) => Ops.eq__Scalar.Call(this, target);

        public Tensor ne(Tensor target) => Ops.ne__Tensor.Call(this, target);

        public Tensor ne(Scalar target) => Ops.ne__Scalar.Call(this, target);

        public Tensor lt(Tensor target) => Ops.lt__Tensor.Call(this, target);

        public Tensor lt(Scalar target) => Ops.lt__Scalar.Call(this, target);

        public Tensor le(Tensor target) => Ops.le__Tensor.Call(this, target);

        public Tensor le(Scalar target) => Ops.le__Scalar.Call(this, target);

        public Tensor gt(Tensor target) => Ops.gt__Tensor.Call(this, target);

        public Tensor gt(Scalar target) => Ops.gt__Scalar.Call(this, target);

        public Tensor ge(Tensor target) => Ops.ge__Tensor.Call(this, target);

        public Tensor ge(Scalar target) => Ops.ge__Scalar.Call(this, target);

        public Tensor greater(Tensor target) => gt(target);

        public Tensor greater_equal(Tensor target) => ge(target);

        public Tensor less(Tensor target) => lt(target);

        public Tensor less_equal(Tensor target) => le(target);

        public Tensor not_equal(Tensor target) => ne(target);

        public Tensor equal(Tensor target) => eq(target);

        public Tensor logical_and(Tensor other) => Ops.logical_and.Call(this, other);

        public Tensor logical_and_(Tensor other) => InPlace(Ops.logical_and_, this, other);

        public Tensor logical_or(Tensor other) => Ops.logical_or.Call(this, other);

        public Tensor logical_or_(Tensor other) => InPlace(Ops.logical_or_, this, other);

        public Tensor logical_xor(Tensor other) => Ops.logical_xor.Call(this, other);

        public Tensor logical_xor_(Tensor other) => InPlace(Ops.logical_xor_, this, other);

        public Tensor bitwise_and(Tensor other) => Ops.bitwise_and__Tensor.Call(this, other);

        public Tensor bitwise_and_(Tensor other) => InPlace(Ops.bitwise_and___Tensor, this, other);

        public Tensor bitwise_or(Tensor other) => Ops.bitwise_or__Tensor.Call(this, other);

        public Tensor bitwise_or_(Tensor other) => InPlace(Ops.bitwise_or___Tensor, this, other);

        public Tensor bitwise_xor(Tensor other) => Ops.bitwise_xor__Tensor.Call(this, other);

        public Tensor bitwise_xor_(Tensor other) => InPlace(Ops.bitwise_xor___Tensor, this, other);

        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) => Ops.isclose.Call(this, other, rtol, atol, nanEqual);

        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) => Ops.allclose.CallBool(this, target, rtol, atol, equal_nan);

        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false) => Ops.isin__Tensor_Tensor.Call(this, test_elements, assumeUnique, invert);

        public bool is_nonzero() => Ops.is_nonzero.CallBool(this);

        /// <summary>Whether both are the same shape with the same elements.</summary>
        public bool Equals(Tensor target) => Ops.equal.CallBool(this, target);

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}

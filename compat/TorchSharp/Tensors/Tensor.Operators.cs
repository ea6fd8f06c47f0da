using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);

        public static Tensor operator +(Tensor left, Scalar right) => left.add(right);

        public static Tensor operator +(Tensor left, int right) => Ops.add__Scalar.Call(left, right);

        public static Tensor operator +(Tensor left, long right) => Ops.add__Scalar.Call(left, right);

        public static Tensor operator +(Tensor left, float right) => Ops.add__Scalar.Call(left, (double)right);

        public static Tensor operator +(Tensor left, double right) => Ops.add__Scalar.Call(left, right);

        public static Tensor operator +(Scalar left, Tensor right) => right.add(left);

        public static Tensor operator +(int left, Tensor right) => Ops.add__Scalar.Call(right, left);

        public static Tensor operator +(long left, Tensor right) => Ops.add__Scalar.Call(right, left);

        public static Tensor operator +(float left, Tensor right) => Ops.add__Scalar.Call(right, (double)left);

        public static Tensor operator +(double left, Tensor right) => Ops.add__Scalar.Call(right, left);

        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);

        public static Tensor operator -(Tensor left, Scalar right) => left.sub(right);

        public static Tensor operator -(Tensor left, int right) => Ops.sub__Scalar.Call(left, right);

        public static Tensor operator -(Tensor left, long right) => Ops.sub__Scalar.Call(left, right);

        public static Tensor operator -(Tensor left, float right) => Ops.sub__Scalar.Call(left, (double)right);

        public static Tensor operator -(Tensor left, double right) => Ops.sub__Scalar.Call(left, right);

        public static Tensor operator -(Scalar left, Tensor right) => Ops.rsub__Scalar.Call(right, left);

        public static Tensor operator -(int left, Tensor right) => Ops.rsub__Scalar.Call(right, left);

        public static Tensor operator -(long left, Tensor right) => Ops.rsub__Scalar.Call(right, left);

        public static Tensor operator -(float left, Tensor right) => Ops.rsub__Scalar.Call(right, (double)left);

        public static Tensor operator -(double left, Tensor right) => Ops.rsub__Scalar.Call(right, left);

        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);

        public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);

        public static Tensor operator *(Tensor left, int right) => Ops.mul__Scalar.Call(left, right);

        public static Tensor operator *(Tensor left, long right) => Ops.mul__Scalar.Call(left, right);

        public static Tensor operator *(Tensor left, float right) => Ops.mul__Scalar.Call(left, (double)right);

        public static Tensor operator *(Tensor left, double right) => Ops.mul__Scalar.Call(left, right);

        public static Tensor operator *(Scalar left, Tensor right) => right.mul(left);

        public static Tensor operator *(int left, Tensor right) => Ops.mul__Scalar.Call(right, left);

        public static Tensor operator *(long left, Tensor right) => Ops.mul__Scalar.Call(right, left);

        public static Tensor operator *(float left, Tensor right) => Ops.mul__Scalar.Call(right, (double)left);

        public static Tensor operator *(double left, Tensor right) => Ops.mul__Scalar.Call(right, left);

        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);

        public static Tensor operator /(Tensor left, Scalar right) => left.div(right);

        public static Tensor operator /(Tensor left, int right) => Ops.div__Scalar.Call(left, right);

        public static Tensor operator /(Tensor left, long right) => Ops.div__Scalar.Call(left, right);

        public static Tensor operator /(Tensor left, float right) => Ops.div__Scalar.Call(left, (double)right);

        public static Tensor operator /(Tensor left, double right) => Ops.div__Scalar.Call(left, right);

        public static Tensor operator /(Scalar left, Tensor right) => Divide(left, right);

        public static Tensor operator /(int left, Tensor right) => Divide(left, right);

        public static Tensor operator /(long left, Tensor right) => Divide(left, right);

        public static Tensor operator /(float left, Tensor right) => Divide(left, right);

        public static Tensor operator /(double left, Tensor right) => Divide(left, right);

        public static Tensor operator %(Tensor left, Tensor right) => left.remainder(right);

        public static Tensor operator %(Tensor left, Scalar right) => left.remainder(right);

        public static Tensor operator -(Tensor tensor) => tensor.neg();

        public static Tensor operator ~(Tensor left) => left.bitwise_not();

        public static Tensor operator &(Tensor left, Tensor right) => left.bitwise_and(right);

        public static Tensor operator |(Tensor left, Tensor right) => left.bitwise_or(right);

        public static Tensor operator ^(Tensor left, Tensor right) => left.bitwise_xor(right);

        public static Tensor operator ==(Tensor left, Tensor right) => left.eq(right);

        public static Tensor operator ==(Tensor left, Scalar right) => left.eq(right);

        public static Tensor operator ==(Scalar left, Tensor right) => right.eq(left);

        public static Tensor operator !=(Tensor left, Tensor right) => left.ne(right);

        public static Tensor operator !=(Tensor left, Scalar right) => left.ne(right);

        public static Tensor operator !=(Scalar left, Tensor right) => right.ne(left);

        public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);

        public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);

        public static Tensor operator <(Scalar left, Tensor right) => right.gt(left);

        public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);

        public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);

        public static Tensor operator <=(Scalar left, Tensor right) => right.ge(left);

        public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);

        public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);

        public static Tensor operator >(Scalar left, Tensor right) => right.lt(left);

        public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);

        public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);

        public static Tensor operator >=(Scalar left, Tensor right) => right.le(left);

        private static Tensor Divide(Scalar left, Tensor right)
        {
            using var reciprocal = right.reciprocal();
            return reciprocal.mul(left);
        }

        public static explicit operator float(Tensor value) => value.ToSingle();

        public static explicit operator double(Tensor value) => value.ToDouble();

        public static explicit operator int(Tensor value) => value.ToInt32();

        public static explicit operator long(Tensor value) => value.ToInt64();

        public static explicit operator byte(Tensor value) => value.ToByte();

        public static explicit operator bool(Tensor value) => value.ToBoolean();
    }
}

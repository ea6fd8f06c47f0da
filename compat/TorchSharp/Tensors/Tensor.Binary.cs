using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Ops.add__Tensor.Call(this, target);

        public Tensor add(Tensor target, Scalar alpha) => Ops.add__Tensor.Call(this, target, alpha);

        public Tensor add(Scalar scalar) => Ops.add__Scalar.Call(this, scalar);

        public Tensor add(Scalar scalar, Scalar alpha) => Ops.add__Scalar.Call(this, scalar, alpha);

        public Tensor add_(Tensor target) => InPlace(Ops.add___Tensor, this, target);

        public Tensor add_(Tensor target, Scalar alpha) => InPlace(Ops.add___Tensor, this, target, alpha);

        public Tensor add_(Scalar scalar) => InPlace(Ops.add___Scalar, this, scalar);

        public Tensor add_(Scalar scalar, Scalar alpha) => InPlace(Ops.add___Scalar, this, scalar, alpha);

        public Tensor sub(Tensor target) => Ops.sub__Tensor.Call(this, target);

        public Tensor sub_(Tensor target) => InPlace(Ops.sub___Tensor, this, target);

        public Tensor sub(Scalar target) => Ops.sub__Scalar.Call(this, target);

        public Tensor sub_(Scalar target) => InPlace(Ops.sub___Scalar, this, target);

        public Tensor mul(Tensor target) => Ops.mul__Tensor.Call(this, target);

        public Tensor mul_(Tensor target) => InPlace(Ops.mul___Tensor, this, target);

        public Tensor mul(Scalar target) => Ops.mul__Scalar.Call(this, target);

        public Tensor mul_(Scalar target) => InPlace(Ops.mul___Scalar, this, target);

        public Tensor subtract(Tensor target) => sub(target);

        public Tensor multiply(Tensor target) => mul(target);

        public Tensor subtract(Scalar target) => sub(target);

        public Tensor multiply(Scalar target) => mul(target);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? Ops.div__Tensor.Call(this, target) : Ops.div__Tensor_mode.Call(this, target, Name(rounding_mode));

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? InPlace(Ops.div___Tensor, this, target) : InPlace(Ops.div___Tensor_mode, this, target, Name(rounding_mode));

        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? Ops.div__Scalar.Call(this, target) : Ops.div__Scalar_mode.Call(this, target, Name(rounding_mode));

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? InPlace(Ops.div___Scalar, this, target) : InPlace(Ops.div___Scalar_mode, this, target, Name(rounding_mode));

        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);

        public Tensor pow(Tensor exponent) => Ops.pow__Tensor_Tensor.Call(this, exponent);

        public Tensor pow_(Tensor exponent) => InPlace(Ops.pow___Tensor, this, exponent);

        public Tensor pow(Scalar exponent) => Ops.pow__Tensor_Scalar.Call(this, exponent);

        public Tensor pow_(Scalar exponent) => InPlace(Ops.pow___Scalar, this, exponent);

        public Tensor remainder(Tensor target) => Ops.remainder__Tensor.Call(this, target);

        public Tensor remainder(Scalar scalar) => Ops.remainder__Scalar.Call(this, scalar);

        public Tensor fmod(Tensor target) => Ops.fmod__Tensor.Call(this, target);

        public Tensor fmod(Scalar scalar) => Ops.fmod__Scalar.Call(this, scalar);

        public Tensor floor_divide(Tensor other) => Ops.floor_divide.Call(this, other);

        public Tensor floor_divide(Scalar other) => Ops.floor_divide__Scalar.Call(this, other);

        public Tensor maximum(Tensor other) => Ops.maximum.Call(this, other);

        public Tensor minimum(Tensor other) => Ops.minimum.Call(this, other);

        public Tensor atan2(Tensor other) => Ops.atan2.Call(this, other);

        public Tensor logaddexp(Tensor other) => Ops.logaddexp.Call(this, other);

        public Tensor hypot(Tensor other) => Ops.hypot.Call(this, other);

        public Tensor xlogy(Tensor y) => Ops.xlogy__Tensor.Call(this, y);

        public Tensor copysign(Tensor other) => Ops.copysign__Tensor.Call(this, other);

        public Tensor lerp(Tensor end, Tensor weight) => Ops.lerp__Tensor.Call(this, end, weight);

        public Tensor lerp_(Tensor end, Tensor weight) => InPlace(Ops.lerp___Tensor, this, end, weight);

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.addcmul.Call(this, tensor1, tensor2, value);

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => InPlace(Ops.addcmul_, this, tensor1, tensor2, value);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.addcdiv.Call(this, tensor1, tensor2, value);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => Ops.addcdiv.Call(this, tensor1, tensor2);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => InPlace(Ops.addcdiv_, this, tensor1, tensor2, value);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => InPlace(Ops.addcdiv_, this, tensor1, tensor2);

        private static string Name(RoundingMode mode) => mode == RoundingMode.trunc ? "trunc" : "floor";
    }
}

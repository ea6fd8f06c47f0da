using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => Ops.abs.Call(this);

        public Tensor abs_() => InPlace(Ops.abs_, this);

        public Tensor acos() => Ops.acos.Call(this);

        public Tensor acos_() => InPlace(Ops.acos_, this);

        public Tensor asin() => Ops.asin.Call(this);

        public Tensor asin_() => InPlace(Ops.asin_, this);

        public Tensor atan() => Ops.atan.Call(this);

        public Tensor atan_() => InPlace(Ops.atan_, this);

        public Tensor ceil() => Ops.ceil.Call(this);

        public Tensor ceil_() => InPlace(Ops.ceil_, this);

        public Tensor cos() => Ops.cos.Call(this);

        public Tensor cos_() => InPlace(Ops.cos_, this);

        public Tensor cosh() => Ops.cosh.Call(this);

        public Tensor cosh_() => InPlace(Ops.cosh_, this);

        public Tensor erf() => Ops.erf.Call(this);

        public Tensor erf_() => InPlace(Ops.erf_, this);

        public Tensor erfc() => Ops.erfc.Call(this);

        public Tensor erfc_() => InPlace(Ops.erfc_, this);

        public Tensor erfinv() => Ops.erfinv.Call(this);

        public Tensor erfinv_() => InPlace(Ops.erfinv_, this);

        public Tensor exp() => Ops.exp.Call(this);

        public Tensor exp_() => InPlace(Ops.exp_, this);

        public Tensor expm1() => Ops.expm1.Call(this);

        public Tensor expm1_() => InPlace(Ops.expm1_, this);

        public Tensor floor() => Ops.floor.Call(this);

        public Tensor floor_() => InPlace(Ops.floor_, this);

        public Tensor frac() => Ops.frac.Call(this);

        public Tensor frac_() => InPlace(Ops.frac_, this);

        public Tensor log() => Ops.log.Call(this);

        public Tensor log_() => InPlace(Ops.log_, this);

        public Tensor log10() => Ops.log10.Call(this);

        public Tensor log10_() => InPlace(Ops.log10_, this);

        public Tensor log1p() => Ops.log1p.Call(this);

        public Tensor log1p_() => InPlace(Ops.log1p_, this);

        public Tensor log2() => Ops.log2.Call(this);

        public Tensor log2_() => InPlace(Ops.log2_, this);

        public Tensor neg() => Ops.neg.Call(this);

        public Tensor neg_() => InPlace(Ops.neg_, this);

        public Tensor reciprocal() => Ops.reciprocal.Call(this);

        public Tensor reciprocal_() => InPlace(Ops.reciprocal_, this);

        public Tensor rsqrt() => Ops.rsqrt.Call(this);

        public Tensor rsqrt_() => InPlace(Ops.rsqrt_, this);

        public Tensor sigmoid() => Ops.sigmoid.Call(this);

        public Tensor sigmoid_() => InPlace(Ops.sigmoid_, this);

        public Tensor sign() => Ops.sign.Call(this);

        public Tensor sign_() => InPlace(Ops.sign_, this);

        public Tensor sin() => Ops.sin.Call(this);

        public Tensor sin_() => InPlace(Ops.sin_, this);

        public Tensor sinh() => Ops.sinh.Call(this);

        public Tensor sinh_() => InPlace(Ops.sinh_, this);

        public Tensor sqrt() => Ops.sqrt.Call(this);

        public Tensor sqrt_() => InPlace(Ops.sqrt_, this);

        public Tensor tan() => Ops.tan.Call(this);

        public Tensor tan_() => InPlace(Ops.tan_, this);

        public Tensor tanh() => Ops.tanh.Call(this);

        public Tensor tanh_() => InPlace(Ops.tanh_, this);

        public Tensor trunc() => Ops.trunc.Call(this);

        public Tensor trunc_() => InPlace(Ops.trunc_, this);

        public Tensor relu() => Ops.relu.Call(this);

        public Tensor relu_() => InPlace(Ops.relu_, this);

        public Tensor silu() => Ops.silu.Call(this);

        public Tensor silu_() => InPlace(Ops.silu_, this);

        public Tensor hardsigmoid() => Ops.hardsigmoid.Call(this);

        public Tensor hardsigmoid_() => InPlace(Ops.hardsigmoid_, this);

        public Tensor hardswish() => Ops.hardswish.Call(this);

        public Tensor hardswish_() => InPlace(Ops.hardswish_, this);

        public Tensor gelu() => Ops.gelu.Call(this);

        public Tensor gelu_() => InPlace(Ops.gelu_, this);

        public Tensor lgamma() => Ops.lgamma.Call(this);

        public Tensor lgamma_() => InPlace(Ops.lgamma_, this);

        public Tensor digamma() => Ops.digamma.Call(this);

        public Tensor digamma_() => InPlace(Ops.digamma_, this);

        public Tensor sgn() => Ops.sgn.Call(this);

        public Tensor sgn_() => InPlace(Ops.sgn_, this);

        public Tensor exp2() => Ops.exp2.Call(this);

        public Tensor square() => Ops.square.Call(this);

        public Tensor isnan() => Ops.isnan.Call(this);

        public Tensor isinf() => Ops.isinf.Call(this);

        public Tensor isfinite() => Ops.isfinite.Call(this);

        public Tensor logical_not() => Ops.logical_not.Call(this);

        public Tensor bitwise_not() => Ops.bitwise_not.Call(this);

        public Tensor log_sigmoid() => Ops.log_sigmoid.Call(this);

        public Tensor positive() => Ops.positive.Call(this);

        public Tensor logical_not_() => InPlace(Ops.logical_not_, this);

        public Tensor bitwise_not_() => InPlace(Ops.bitwise_not_, this);

        public Tensor round(long decimals = 0) => decimals == 0 ? Ops.round.Call(this) : Ops.round__decimals.Call(this, decimals);

        public Tensor negative() => neg();

        public Tensor absolute() => abs();

        public Tensor selu() => Ops.selu.Call(this);

        public Tensor relu6() => clamp(0, 6);

        public Tensor leaky_relu(Scalar negative_slope) => Ops.leaky_relu.Call(this, negative_slope);

        public Tensor leaky_relu_(Scalar negative_slope) => InPlace(Ops.leaky_relu_, this, negative_slope);

        public Tensor elu(double alpha = 1) => Ops.elu.Call(this, alpha);

        public Tensor softplus(double beta = 1, double threshold = 20) => Ops.softplus.Call(this, beta, threshold);

        public Tensor nan_to_num(double nan = 0, double? posinf = null, double? neginf = null) => Ops.nan_to_num.Call(this, nan, posinf, neginf);

        public Tensor logit(double? eps = null) => Ops.logit.Call(this, eps);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Ops.clamp.Call(this, min, max);

        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Ops.clamp__Tensor.Call(this, min, max);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => InPlace(Ops.clamp_, this, min, max);

        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => InPlace(Ops.clamp___Tensor, this, min, max);

        public Tensor clamp_min(Scalar min) => Ops.clamp_min.Call(this, min);

        public Tensor clamp_max(Scalar max) => Ops.clamp_max.Call(this, max);

        public Tensor clamp_min_(Scalar min) => InPlace(Ops.clamp_min_, this, min);

        public Tensor clamp_max_(Scalar max) => InPlace(Ops.clamp_max_, this, max);

        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Ops.softmax__int.Call(this, dim, dtype);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Ops.log_softmax__int.Call(this, dim, dtype);

        public Tensor glu(long dim = -1) => Ops.glu.Call(this, dim);

        // In-place operators hand back another reference to self, which the shim drops.
        private Tensor InPlace(Op operation, params ReadOnlySpan<Arg> args)
        {
            operation.Run(args);
            return this;
        }
    }
}

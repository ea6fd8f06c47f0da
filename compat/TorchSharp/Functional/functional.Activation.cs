using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_() : x.relu();

            public static Tensor relu6(Tensor x, bool inplace = false) => inplace ? x.clamp_(0, 6) : x.relu6();

            public static Tensor hardsigmoid(Tensor input, bool inplace = false) => inplace ? input.hardsigmoid_() : input.hardsigmoid();

            public static Tensor hardswish(Tensor input, bool inplace = false) => inplace ? input.hardswish_() : input.hardswish();

            public static Tensor silu(Tensor x, bool inplace = false) => inplace ? x.silu_() : x.silu();

            public static Tensor tanh(Tensor x, bool inplace = false) => inplace ? x.tanh_() : x.tanh();

            public static Tensor sigmoid(Tensor x, bool inplace) => inplace ? x.sigmoid_() : x.sigmoid();

            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            /// <summary>The exact form, by the error function.</summary>
            public static Tensor gelu(Tensor x) => x.gelu();

            public static Tensor gelu(Tensor x, bool inplace) => inplace ? x.gelu_() : x.gelu();

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) => inplace ? input.leaky_relu_(negative_slope) : input.leaky_relu(negative_slope);

            public static Tensor elu(Tensor x, double alpha, bool inplace = false) => inplace ? Apply(Ops.elu_, x, alpha) : x.elu(alpha);

            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => x.softplus(beta, threshold);

            public static Tensor logsigmoid(Tensor x) => x.log_sigmoid();

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => inplace ? Apply(Ops.dropout_, input, p, training) : Ops.dropout.Call(input, p, training);

            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => inplace ? Apply(Ops.feature_dropout_, input, p, training) : Ops.feature_dropout.Call(input, p, training);

            public static Tensor one_hot(Tensor x, long num_classes = -1) => Ops.one_hot.Call(x, num_classes);

            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1e-12)
            {
                using var scope = NewDisposeScope();
                var length = Ops.norm__ScalarOpt_dim.Call(input, p, new[] { dim }, true).clamp_min(eps).expand_as(input);
                return (input / length).MoveToOuterDisposeScope();
            }

            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0, bool is_casual = false)
            {
                if (Ops.scaled_dot_product_attention.TryResolve()) return Ops.scaled_dot_product_attention.Call(query, key, value, attn_mask, p, is_casual);
                var (output, weights) = Ops._scaled_dot_product_attention.Call2(query, key, value, attn_mask, p, false, is_casual);
                weights.Dispose();
                return output;
            }

            private static Tensor Apply(Op operation, Tensor self, Arg first, Arg second = default)
            {
                if (second.Tag == Tag.None) operation.Run(self, first);
                else operation.Run(self, first, second);
                return self;
            }
        }
    }
}

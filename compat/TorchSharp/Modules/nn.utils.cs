using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Gradient clipping and flat views of parameters.</summary>
        public static partial class utils
        {
            /// <summary>Scales all gradients so that their joint norm is at most max_norm.</summary>
            /// <returns>The norm before.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var frozen = no_grad();
                using var scope = NewDisposeScope();
                var gradients = tensors.Select(parameter => parameter.grad).OfType<Tensor>().ToList();
                if (gradients.Count == 0) return 0;
                var norms = gradients.Select(gradient => gradient.norm((float)norm_type)).ToList();
                var total = stack(norms).norm((float)norm_type).ToDouble();
                var scale = max_norm / (total + 1e-6);
                if (scale < 1)
                {
                    foreach (var gradient in gradients) gradient.mul_(scale);
                }
                return total;
            }

            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var frozen = no_grad();
                using var scope = NewDisposeScope();
                foreach (var gradient in tensors.Select(parameter => parameter.grad).OfType<Tensor>()) gradient.clamp_((Scalar)(-clip_value), clip_value);
            }

            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                return cat([.. tensors.Select(parameter => parameter.reshape(-1))]).MoveToOuterDisposeScope();
            }
        }
    }
}

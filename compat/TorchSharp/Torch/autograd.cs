using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Derivatives.</summary>
    public static unsafe class autograd
    {
        public static void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            IntPtr[] outputs = Handles(tensors), gradients = Handles(grad_tensors), leaves = Handles(inputs);
            fixed (IntPtr* o = outputs, g = gradients, l = leaves)
                NativeError.Check(Native.shim_backward(o, outputs.Length, g, gradients.Length, Flag(retain_graph), create_graph ? 1 : 0, l, leaves.Length));
            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        /// <summary>One gradient per input; null for an input the outputs do not depend on, which only allow_unused lets pass.</summary>
        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            IntPtr[] from = Handles(outputs), to = Handles(inputs), gradients = Handles(grad_outputs);
            var results = new IntPtr[to.Length];
            fixed (IntPtr* f = from, t = to, g = gradients, r = results)
                NativeError.Check(Native.shim_grad(f, from.Length, t, to.Length, g, gradients.Length, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, r));
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return [.. results.Select(handle => handle == IntPtr.Zero ? null! : new Tensor(handle))];
        }

        private static int Flag(bool? value) => value is { } v ? v ? 1 : 0 : -1;

        private static IntPtr[] Handles(IList<Tensor>? tensors) => tensors is null ? [] : [.. tensors.Select(tensor => tensor?.Handle ?? IntPtr.Zero)];
    }
}

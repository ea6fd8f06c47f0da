using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor cat(Tensor[] tensors, long dim = 0) => Ops.cat.Call((Tensor?[])tensors, dim);

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => cat([.. tensors], dim);

    public static Tensor concat(Tensor[] tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat([.. tensors], dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Ops.stack.Call((Tensor?[])[.. tensors], dim);

    public static Tensor hstack(IList<Tensor> tensors) => Ops.hstack.Call((Tensor?[])[.. tensors]);

    public static Tensor vstack(IList<Tensor> tensors) => Ops.vstack.Call((Tensor?[])[.. tensors]);

    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") => Ops.meshgrid__indexing.CallList((Tensor?[])[.. tensors], indexing);

    public static Tensor einsum(string equation, params Tensor[] tensors) => Ops.einsum.Call(equation, (Tensor?[])tensors);

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Ops.where__self.Call(condition, x, y);

    public static Tensor[] where(Tensor condition) => Ops.where.CallList(condition);

    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors) => Ops.broadcast_tensors.CallList((Tensor?[])tensors);

    public static (Tensor, Tensor) std_mean(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
    {
        using var converted = type is { } wanted ? input.to_type(wanted) : input.alias();
        return Ops.std_mean__dim.Call2(converted, dimensions, unbiased, keepdim);
    }

    public static (Tensor, Tensor) var_mean(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
    {
        using var converted = type is { } wanted ? input.to_type(wanted) : input.alias();
        return Ops.var_mean__dim.Call2(converted, dimensions, unbiased, keepdim);
    }

    public static Tensor searchsorted(Tensor sorted_sequence, Tensor values, bool out_int32 = false, bool right = false, Tensor? sorter = null) =>
        Ops.searchsorted__Tensor.Call(sorted_sequence, values, out_int32, right, Arg.None, sorter);

    public static ScalarType promote_types(ScalarType type1, ScalarType type2)
    {
        using var scope = NewDisposeScope();
        return result_type(empty([1], type1), empty([1], type2));
    }

    public static ScalarType result_type(Tensor tensor1, Tensor tensor2) => (ScalarType)Ops.result_type__Tensor.CallLong(tensor1, tensor2);
}

using DeferredSeg.Formats.PyTorch.Storages;
using DeferredSeg.Formats.PyTorch.Values;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.PyTorch.Pickle;

/// <summary>The functions by which PyTorch's files put a tensor together from a storage, an offset, sizes and strides.</summary>
internal sealed class TensorRebuild(PickleBudget budget)
{
    /// <summary>What a call costs besides a step per dimension: a few instructions can repeat one endlessly.</summary>
    private const int StepsPerTensor = 12;

    /// <summary>(storage, offset, size, stride)</summary>
    public PickleTensor Version1(PickleArguments arguments, long at)
    {
        arguments.RequireCount(4, 4);
        return Build(arguments, null, at);
    }

    /// <summary>(storage, offset, size, stride, requires_grad, backward_hooks[, metadata])</summary>
    public PickleTensor Version2(PickleArguments arguments, long at)
    {
        arguments.RequireCount(6, 7);
        arguments.RequireNoHooks(5);
        return Build(arguments, null, at);
    }

    /// <summary>(storage, offset, size, stride, requires_grad, backward_hooks, dtype[, metadata]), the storage being untyped.</summary>
    public PickleTensor Version3(PickleArguments arguments, long at)
    {
        arguments.RequireCount(7, 8);
        arguments.RequireNoHooks(5);
        return Build(arguments, arguments.Get<PickleDType>(6, "dtype").Value, at);
    }

    /// <summary>(tensor, requires_grad, backward_hooks[, attributes])</summary>
    public static PickleTensor Parameter(PickleArguments arguments, int count)
    {
        arguments.RequireCount(count, count);
        arguments.RequireNoHooks(2);
        return arguments.Get<PickleTensor>(0, "tensor");
    }

    private PickleTensor Build(PickleArguments arguments, TensorDType? stated, long at)
    {
        budget.Spend(StepsPerTensor + arguments.Get<PickleSequence>(2, "size").Items.Count, at);
        PickleStorage storage = arguments.Get<PickleStorage>(0, "storage");
        TensorDType dtype =
            stated
            ?? storage.DType
            ?? throw arguments.Refuse($"looks into the untyped storage {Errors.Quoted.Text(storage.Key)} without stating an element type");
        TensorLayout layout = new(arguments.Integer(1, "offset"), arguments.Integers(2, "size"), arguments.Integers(3, "stride"));
        return layout.Fault(storage.ByteCount, dtype.ElementSize()) is { } fault ? throw arguments.Refuse(fault) : new PickleTensor(storage, dtype, layout);
    }
}

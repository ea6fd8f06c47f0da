namespace TorchSharp.Modules;

/// <summary>A tensor that a module trains.</summary>
public class Parameter : torch.Tensor
{
    /// <summary>Takes over the tensor: the wrapper passed in is empty afterwards.</summary>
    public Parameter(torch.Tensor data, bool requires_grad = true)
        : base(Taken(data, requires_grad, out var scope))
    {
        // It lives where the tensor lived; a module that registers it takes it out.
        if (scope is null) DetachFromDisposeScope();
        else MoveToOtherDisposeScope(scope);
    }

    private static IntPtr Taken(torch.Tensor data, bool requires_grad, out DisposeScope? scope)
    {
        scope = data.OwningScope;
        data.requires_grad = requires_grad;
        return data.DecoupleFromNativeHandle();
    }
}

using TorchSharp;
using static TorchSharp.torch;

namespace Shared;

/// <summary>A test of tensors whose own tensors belong to one scope.</summary>
public abstract class ScopedTensorTest : TensorTest
{
    protected DisposeScope Scope { get; } = NewDisposeScope();

    public override void Dispose()
    {
        Scope.Dispose();
        base.Dispose();
    }
}

using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A module without parameters, buffers or submodules.</summary>
public abstract class ParameterLessModule<T1, TResult> : Module<T1, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name)
        : base(name)
    {
    }
}

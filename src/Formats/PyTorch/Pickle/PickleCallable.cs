namespace DeferredSeg.Formats.PyTorch.Pickle;

/// <summary>A reference to one of the allowed callables.</summary>
internal sealed class PickleCallable(string name, PickleFunction function) : PickleGlobal(name)
{
    public PickleFunction Function { get; } = function;
}

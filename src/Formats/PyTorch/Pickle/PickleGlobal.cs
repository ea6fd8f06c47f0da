using DeferredSeg.Formats.PyTorch.Values;

namespace DeferredSeg.Formats.PyTorch.Pickle;

/// <summary>A name that a file refers to. It exists while the file is interpreted and never in the finished tree.</summary>
internal abstract class PickleGlobal(string name) : PickleValue
{
    public string Name { get; } = name;

    public override string Kind => Name;
}

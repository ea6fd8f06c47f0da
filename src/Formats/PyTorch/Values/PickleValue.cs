namespace DeferredSeg.Formats.PyTorch.Values;

/// <summary>
/// A node of the object that a <c>.pth</c> file holds, as plain data. The whole is a tree of bounded depth and size:
/// what the file shares between places is seen at each of them.
/// </summary>
public abstract class PickleValue
{
    private protected PickleValue() { }

    /// <summary>The Python name of the kind: list, dict, tensor and so on; for messages.</summary>
    public abstract string Kind { get; }
}

namespace DeferredSeg.Formats.PyTorch.Values;

/// <summary>A value that holds others.</summary>
public abstract class PickleContainer : PickleValue
{
    private protected PickleContainer(long offset) => Offset = offset;

    /// <summary>Where the file creates it: the position of the opcode, for messages.</summary>
    internal long Offset { get; }
}

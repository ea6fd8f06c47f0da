namespace DeferredSeg.Formats.PyTorch.Storages;

/// <summary>Reads parts of a storage whose positions only increase; so a compressed one need not be kept.</summary>
internal abstract class StoragePass : IDisposable
{
    /// <summary>Fills the destination from a position at or behind the end of the previous read.</summary>
    public abstract void Read(long position, Span<byte> destination);

    public virtual void Dispose() { }
}

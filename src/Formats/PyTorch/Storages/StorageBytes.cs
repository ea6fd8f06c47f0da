namespace DeferredSeg.Formats.PyTorch.Storages;

/// <summary>The bytes of a storage in the file.</summary>
internal abstract class StorageBytes
{
    /// <summary>Begins a pass from lower to higher positions.</summary>
    public abstract StoragePass BeginPass();
}

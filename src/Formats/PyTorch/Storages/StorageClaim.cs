namespace DeferredSeg.Formats.PyTorch.Storages;

/// <summary>What a pickle says of a storage, to be compared with what the file has.</summary>
/// <param name="Key">Its name within the file.</param>
/// <param name="ByteCount">The bytes it should have.</param>
/// <param name="ElementSize">The bytes of an element, in which a legacy file counts.</param>
/// <param name="ClaimedAt">Where the pickle says so.</param>
internal sealed record StorageClaim(string Key, long ByteCount, int ElementSize, long ClaimedAt);

using DeferredSeg.Formats.Bytes;

namespace DeferredSeg.Formats.PyTorch.Pickle;

/// <summary>
/// Bounds the work and the memory of interpretation by the size of the file. One step is one instruction, one value
/// copied, or 32 bytes of text, and takes at most about 80 bytes of memory; a tensor of a real file takes some 55 steps.
/// </summary>
internal sealed class PickleBudget(ByteSource source, long fileLength)
{
    private const int BytesPerStep = 32;

    private readonly long _limit = 600_000 + fileLength / 64;
    private long _spent;

    /// <summary>How many nodes the finished tree may have when shared parts are counted wherever they are seen.</summary>
    public long TreeNodes => _limit;

    public void Spend(long steps, long at)
    {
        _spent += steps;
        if (_spent > _limit)
            throw source.Refuse(at, $"the pickle takes more than {_limit} steps, too many for weights in a file of {fileLength} bytes");
    }

    public void SpendBytes(long bytes, long at) => Spend(bytes / BytesPerStep, at);
}

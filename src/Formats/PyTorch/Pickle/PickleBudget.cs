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

/// <summary>
/// Checks that a finished value can be walked as a tree: no value within itself, bounded depth, and a bounded number
/// of nodes although a few instructions can share one part exponentially often.
/// </summary>
internal sealed class PickleTreeCheck(PickleCursor cursor, long mostNodes, long end)
{
    private const int Deepest = 64;

    private long _nodes;

    public void Check(PickleValue value) => Visit(value, end, 0);

    private void Visit(PickleValue value, long parentAt, int depth)
    {
        if (++_nodes > mostNodes)
            throw cursor.Refuse(parentAt, $"the object unfolds to more than {mostNodes} values");
        if (value is PickleGlobal global and not PickleReference)
            throw cursor.Refuse(parentAt, $"{global.Name} is stored as a value; only what it makes can be");
        if (value is not PickleContainer container)
            return;
        if (depth == Deepest)
            throw cursor.Refuse(container.Offset, $"values are nested more than {Deepest} deep, or contain themselves");
        if (container is PickleSequence sequence)
            foreach (PickleValue item in sequence.Items)
                Visit(item, container.Offset, depth + 1);
        if (container is PickleDictionary dictionary)
            foreach ((PickleValue key, PickleValue item) in dictionary.Entries)
            {
                Visit(key, container.Offset, depth + 1);
                Visit(item, container.Offset, depth + 1);
            }
    }
}

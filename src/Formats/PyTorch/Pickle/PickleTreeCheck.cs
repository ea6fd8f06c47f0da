using DeferredSeg.Formats.PyTorch.Values;

namespace DeferredSeg.Formats.PyTorch.Pickle;

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
        if (value is PickleGlobal global)
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

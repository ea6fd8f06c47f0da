namespace DeferredSeg.Host.Plugins.Processes;

/// <summary>A block of shared memory as one process tells another of it.</summary>
/// <param name="Id">Its number, never used twice.</param>
/// <param name="Path">By which it is opened.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record BlockReference(int Id, string Path, long Bytes);

/// <summary>The shared memory of one host: blocks that are filled, read, and used again, since fresh pages cost more than copying into old ones.</summary>
internal sealed class SharedBlocks : IDisposable
{
    private const long Smallest = 64 << 10;
    private const long Step = 16 << 20;

    // What waits to be used again: as much as some calls of a large network take.
    private const int MostIdle = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, SharedBlock> _open = [];
    private readonly List<SharedBlock> _idle = [];
    private int _last;
    private bool _disposed;

    /// <summary>The blocks that are open, in use or not.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>A block of at least a size; the caller's hold on it ends with <see cref="SharedBlock.Release"/>.</summary>
    public SharedBlock Rent(long bytes)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var fitting = _idle
                .Where(block => block.Memory.Bytes >= bytes && block.Memory.Bytes <= Math.Max(4 * bytes, Smallest))
                .MinBy(block => block.Memory.Bytes);
            if (fitting is not null)
            {
                _idle.Remove(fitting);
                fitting.Hold();
                return fitting;
            }
            var made = new SharedBlock(this, ++_last, SharedMemory.Create(Rounded(bytes)));
            _open.Add(made.Id, made);
            made.Hold();
            return made;
        }
    }

    /// <summary>The open block of a number; null where it was closed.</summary>
    public SharedBlock? Find(int id)
    {
        lock (_gate)
        {
            return _open.GetValueOrDefault(id);
        }
    }

    /// <summary>The block that an address lies in; null where none has it.</summary>
    public SharedBlock? At(nint address)
    {
        lock (_gate)
        {
            return _open.Values.FirstOrDefault(block => address >= block.Memory.Address && address < block.Memory.Address + (nint)block.Memory.Bytes);
        }
    }

    /// <summary>Which of some blocks are closed.</summary>
    public int[] Closed(IEnumerable<int> ids)
    {
        lock (_gate)
        {
            return [.. ids.Where(id => !_open.ContainsKey(id))];
        }
    }

    /// <summary>Closes what nobody uses; what tensors lie in is closed when they are freed.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var block in _idle.ToList())
                Close(block);
            _idle.Clear();
        }
    }

    internal void Unused(SharedBlock block)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                Close(block);
                return;
            }
            _idle.Add(block);
            if (_idle.Count <= MostIdle)
                return;
            Close(_idle[0]);
            _idle.RemoveAt(0);
        }
    }

    private void Close(SharedBlock block)
    {
        _open.Remove(block.Id);
        block.Memory.Dispose();
    }

    private static long Rounded(long bytes)
    {
        if (bytes > 4 * Step)
            return (bytes + Step - 1) / Step * Step;
        var size = Smallest;
        while (size < bytes)
            size *= 2;
        return size;
    }
}

/// <summary>A block that is in use as long as anybody holds it.</summary>
internal sealed class SharedBlock(SharedBlocks blocks, int id, SharedMemory memory)
{
    private int _holds;

    public int Id { get; } = id;

    public SharedMemory Memory { get; } = memory;

    public BlockReference Reference => new(Id, Memory.Path, Memory.Bytes);

    public void Hold() => Interlocked.Increment(ref _holds);

    public void Release()
    {
        if (Interlocked.Decrement(ref _holds) == 0)
            blocks.Unused(this);
    }
}

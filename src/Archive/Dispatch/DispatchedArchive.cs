using System.Collections.Immutable;
using DeferredSeg.Archive.Items;

namespace DeferredSeg.Archive.Dispatch;

/// <summary>The items of one archive: what waits, who has what, what is settled. Plain data; time is told by the caller.</summary>
/// <param name="order">The archive.</param>
/// <param name="round">The coordinator's run.</param>
/// <param name="lease">How long a worker that is not heard of keeps its items.</param>
internal sealed class DispatchedArchive(ArchiveOrder order, string round, TimeSpan lease)
{
    private readonly Dictionary<string, Entry> _items = new(StringComparer.Ordinal);
    private readonly Queue<Entry> _waiting = new();
    private readonly PriorityQueue<Entry, DateTime> _delayed = new();
    private readonly Dictionary<string, Entry> _held = new(StringComparer.Ordinal);
    private readonly List<SettledItem> _settled = [];

    public ArchiveOrder Order => order;

    public string Round => round;

    /// <summary>When its coordinator was heard of.</summary>
    public DateTime Seen { get; set; }

    /// <summary>Workers that may not work on it, with the reasons.</summary>
    public Dictionary<string, string> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds an item that is not known yet.</summary>
    public void Add(ArchiveItem item)
    {
        var entry = new Entry(item);
        if (_items.TryAdd(item.Hash, entry))
            _waiting.Enqueue(entry);
    }

    /// <summary>Gives a worker the next item; null where nothing waits.</summary>
    public ArchiveItem? Hand(string worker, DateTime now)
    {
        while (_delayed.TryPeek(out _, out var due) && due <= now)
            _waiting.Enqueue(_delayed.Dequeue());
        while (_waiting.TryDequeue(out var entry))
        {
            if (entry.State != ItemState.Waiting || entry.Worker is not null)
                continue;
            Hold(entry, worker, now);
            return entry.Item;
        }
        return null;
    }

    /// <summary>A worker has an item, also where that was not known.</summary>
    public void Keep(string hash, string worker, DateTime now)
    {
        if (_items.TryGetValue(hash, out var entry) && entry.State == ItemState.Waiting && (entry.Worker is null || entry.Worker == worker))
            Hold(entry, worker, now);
    }

    /// <summary>What became of an item.</summary>
    /// <returns>Whether that was not known.</returns>
    public bool Settle(SettledItem settled, string worker, DateTime now)
    {
        if (!_items.TryGetValue(settled.Hash, out var entry) || entry.State != ItemState.Waiting)
            return false;
        // What is not done is told by who has it alone: another may have it by now.
        if (settled.State != ItemState.Done && entry.Worker is { } other && other != worker)
            return false;
        _held.Remove(settled.Hash);
        (entry.State, entry.Worker) = (settled.State, null);
        if (settled.State != ItemState.Waiting)
            _settled.Add(settled);
        else
            _delayed.Enqueue(entry, now + settled.Delay);
        return true;
    }

    /// <summary>Takes from workers what they were not heard of about.</summary>
    public void Expire(DateTime now)
    {
        foreach (var (hash, entry) in _held.Where(one => one.Value.Until <= now).ToList())
        {
            _held.Remove(hash);
            entry.Worker = null;
            _waiting.Enqueue(entry);
        }
    }

    /// <summary>How it stands.</summary>
    /// <param name="from">From which settled item on they are told.</param>
    public ArchiveProgress Progress(int from) =>
        new()
        {
            Order = order,
            Waiting = _items.Count - _held.Count - _settled.Count,
            Held = _held.Count,
            Done = _settled.Count(one => one.State == ItemState.Done),
            Failed = _settled.Count(one => one.State == ItemState.Failed),
            Settled = [.. _settled.Skip(from)],
            Refused = [.. Refused.Values.Distinct(StringComparer.Ordinal)],
        };

    private void Hold(Entry entry, string worker, DateTime now)
    {
        (entry.Worker, entry.Until) = (worker, now + lease);
        _held[entry.Item.Hash] = entry;
    }

    private sealed class Entry(ArchiveItem item)
    {
        public ArchiveItem Item { get; } = item;

        public ItemState State { get; set; } = ItemState.Waiting;

        public string? Worker { get; set; }

        public DateTime Until { get; set; }
    }
}

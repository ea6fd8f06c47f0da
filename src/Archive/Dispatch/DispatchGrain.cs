using System.Collections.Immutable;
using DeferredSeg.Archive.Items;
using Orleans.Placement;

namespace DeferredSeg.Archive.Dispatch;

/// <inheritdoc cref="IDispatchGrain"/>
[PreferLocalPlacement]
[KeepAlive]
internal sealed class DispatchGrain(ArchiveTimes times) : Grain, IDispatchGrain
{
    private readonly List<DispatchedArchive> _archives = [];
    private readonly Dictionary<string, Known> _workers = new(StringComparer.Ordinal);
    private DateTime _swept;

    /// <inheritdoc/>
    public Task Open(ArchiveOrder order, string round)
    {
        if (Find(order.Id) is { } known && known.Round != round)
            _archives.Remove(known);
        if (Find(order.Id) is null)
            _archives.Add(new(order, round, times.Lease) { Seen = DateTime.UtcNow });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Add(string archive, ImmutableArray<ArchiveItem> items)
    {
        // Where it is not known any more, its coordinator learns that when it asks how it stands, and says all again.
        if (Find(archive) is { } known)
        {
            foreach (var item in items)
                known.Add(item);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ArchiveProgress?> Collect(string archive, string round, int from)
    {
        if (Find(archive) is not { } known || known.Round != round)
            return Task.FromResult<ArchiveProgress?>(null);
        known.Seen = DateTime.UtcNow;
        Sweep(known.Seen);
        return Task.FromResult<ArchiveProgress?>(known.Progress(from) with { Workers = Workers() });
    }

    /// <inheritdoc/>
    public Task Close(string archive)
    {
        _archives.RemoveAll(one => one.Order.Id == archive);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ArchiveOrder?> Order(string archive) => Task.FromResult(Find(archive)?.Order);

    /// <inheritdoc/>
    public Task<ImmutableArray<HandedItem>> Exchange(WorkerReport report)
    {
        var now = DateTime.UtcNow;
        if (!_workers.TryGetValue(report.Worker, out var worker))
            _workers[report.Worker] = worker = new();
        (worker.Report, worker.Seen) = (report, now);
        foreach (var settled in report.Settled)
        {
            if (Find(settled.Archive)?.Settle(settled, report.Worker, now) == true && settled.State == ItemState.Done)
                worker.Done++;
        }
        foreach (var held in report.Holding)
            Find(held.Archive)?.Keep(held.Hash, report.Worker, now);
        foreach (var (archive, reason) in report.Refused)
        {
            if (Find(archive) is { } refusing)
                refusing.Refused[report.Worker] = reason;
        }
        Sweep(now);
        if (report.Leaves)
            _workers.Remove(report.Worker);
        var handed = ImmutableArray.CreateBuilder<HandedItem>();
        // The first that came is done first.
        foreach (var archive in report.Leaves ? [] : _archives.Where(one => now - one.Seen <= times.Coordinator && !one.Refused.ContainsKey(report.Worker)))
        {
            while (handed.Count < report.Wanted && archive.Hand(report.Worker, now) is { } item)
                handed.Add(new(archive.Order.Id, archive.Round, item));
        }
        return Task.FromResult(handed.ToImmutable());
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<ArchiveProgress>> Status()
    {
        Sweep(DateTime.UtcNow);
        var workers = Workers();
        return Task.FromResult(_archives.Select(one => one.Progress(int.MaxValue) with { Workers = workers }).ToImmutableArray());
    }

    private DispatchedArchive? Find(string archive) => _archives.Find(one => one.Order.Id == archive);

    private ImmutableArray<WorkerProgress> Workers() =>
        [
            .. _workers
                .OrderBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => new WorkerProgress(one.Key, one.Value.Done, one.Value.Report.Holding.Length, one.Value.Report.Memory, one.Value.Report.Paused)),
        ];

    private void Sweep(DateTime now)
    {
        if (now - _swept < TimeSpan.FromSeconds(1))
            return;
        _swept = now;
        foreach (var archive in _archives)
            archive.Expire(now);
        // Whoever was away so long that its items are others' is no worker that is there.
        foreach (var gone in _workers.Where(one => now - one.Value.Seen > times.Lease).Select(one => one.Key).ToList())
            _workers.Remove(gone);
    }

    private sealed class Known
    {
        public WorkerReport Report { get; set; } = null!;

        public DateTime Seen { get; set; }

        public int Done { get; set; }
    }
}

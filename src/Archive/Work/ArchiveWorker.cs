using System.Collections.Immutable;
using DeferredSeg.Archive.Cluster;
using DeferredSeg.Archive.Dispatch;
using DeferredSeg.Archive.Items;

namespace DeferredSeg.Archive.Work;

/// <summary>
/// Fetches items, has them routed on a thread of their own, and says what became of them. It always has a few more than it works on, so that the way to the
/// cluster costs no time, and says every few seconds that it is there.
/// </summary>
/// <param name="grains">The cluster.</param>
/// <param name="routers">Make routers.</param>
/// <param name="times">How long everybody waits.</param>
/// <param name="tell">Is told what a person should know, a sentence each.</param>
public sealed class ArchiveWorker(IGrainFactory grains, IArchiveRouters routers, ArchiveTimes times, Action<string> tell)
{
    private const int LeastDepth = 2;
    private const int MostDepth = 16;
    private static readonly TimeSpan _ahead = TimeSpan.FromMilliseconds(400);

    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ArchiveOrder> _orders = new(StringComparer.Ordinal);
    private readonly List<Task<SettledItem?>> _ending = [];
    private readonly List<SettledItem> _settled = [];
    private double _milliseconds = _ahead.TotalMilliseconds / LeastDepth;
    private bool _isSilent;

    /// <summary>Its name: machine, process, and what makes it another than any before.</summary>
    public string Name { get; } = FormattableString.Invariant($"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..6]}");

    /// <summary>How many items it finished.</summary>
    public int Done { get; private set; }

    /// <summary>Works until it is told to stop, or nothing was to be done for a while.</summary>
    /// <param name="idle">How long it waits for work; null forever.</param>
    /// <param name="cancellation">Stops it after what is at work; the rest it gives back.</param>
    /// <exception cref="RefusedWorkerException">It would give other results than an archive's coordinator, or cannot work on it.</exception>
    public async Task Run(TimeSpan? idle, CancellationToken cancellation)
    {
        using var thread = new RoutingThread(routers, times, Name, tell);
        var busy = DateTime.UtcNow;
        DateTime? refused = null;
        // Whoever is refused says so for a while, until the coordinator has heard it.
        while (!cancellation.IsCancellationRequested && !(DateTime.UtcNow - refused > times.Heartbeat))
        {
            Gather(thread);
            if (thread.Refused.Count > 0)
                refused ??= DateTime.UtcNow;
            var wanted = refused is not null || thread.Paused is not null ? 0 : Math.Max(0, Depth() - _held.Count);
            var handed = await Exchange(thread, wanted, leaves: false);
            foreach (var begun in await Task.WhenAll(handed.Select(Begin)))
                Take(begun, thread);
            await Task.WhenAll(Renewals());
            if (_held.Count > 0 || _ending.Count > 0)
                busy = DateTime.UtcNow;
            else if (idle is { } limit && DateTime.UtcNow - busy > limit)
                break;
            await Something(thread, handed.Length, cancellation);
        }
        await Leave(thread);
        if (thread.Refused.Count > 0)
            throw new RefusedWorkerException(string.Join('\n', thread.Refused.Values.Order(StringComparer.Ordinal)));
    }

    private int Depth() => Math.Clamp((int)(_ahead.TotalMilliseconds / Math.Max(1, _milliseconds)), LeastDepth, MostDepth);

    /// <summary>Waits until an item is finished, or it is time to say that this is there.</summary>
    private async Task Something(RoutingThread thread, int handed, CancellationToken cancellation)
    {
        // Who is full waits for its own; who got less than it wanted asks again soon.
        var wait =
            _isSilent ? times.Heartbeat
            : _held.Count >= LeastDepth || thread.Paused is not null ? times.Heartbeat
            : handed > 0 ? TimeSpan.Zero
            : times.Idle;
        if (wait == TimeSpan.Zero)
            return;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        enough.CancelAfter(wait);
        try
        {
            if (_ending.Count > 0)
                await Task.WhenAny(_ending.Append<Task>(thread.Finished.WaitToReadAsync(enough.Token).AsTask()));
            else
                await thread.Finished.WaitToReadAsync(enough.Token);
        }
        catch (OperationCanceledException) { }
    }

    private void Gather(RoutingThread thread)
    {
        while (thread.Finished.TryRead(out var finished))
            Note(finished);
        foreach (var ended in _ending.Where(task => task.IsCompleted).ToList())
        {
            _ending.Remove(ended);
            if (ended.Result is not { } settled)
                continue;
            _held.Remove($"{settled.Archive}/{settled.Hash}");
            _settled.Add(settled);
        }
    }

    private void Note(Finished finished)
    {
        if (finished.Outcome != ItemOutcome.Returned)
            _milliseconds += 0.2 * (finished.Time.TotalMilliseconds - _milliseconds);
        Done += finished.Outcome == ItemOutcome.Done ? 1 : 0;
        _ending.Add(End(finished));
    }

    /// <summary>Says how this stands; where nobody answers it says the same again later.</summary>
    private async Task<ImmutableArray<HandedItem>> Exchange(RoutingThread thread, int wanted, bool leaves)
    {
        SettledItem[] settled = [.. _settled];
        try
        {
            var handed = await grains
                .GetGrain<IDispatchGrain>(DispatchKey.Only)
                .Exchange(
                    new()
                    {
                        Worker = Name,
                        Memory = (int)(Environment.WorkingSet >> 20),
                        Paused = thread.Paused,
                        Wanted = wanted,
                        Holding = [.. _held.Values.Select(one => new HeldItem(one.Handed.Archive, one.Handed.Item.Hash))],
                        Settled = [.. settled],
                        Refused = thread.Refused.ToImmutableDictionary(),
                        Leaves = leaves,
                    }
                );
            _settled.RemoveRange(0, settled.Length);
            if (_isSilent)
                tell("The cluster answers again.");
            _isSilent = false;
            return handed;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (!_isSilent && !leaves)
                tell($"The cluster does not answer ({Silence.Why(e)}); what is at work goes on, and it is asked again.");
            _isSilent = true;
            return [];
        }
    }

    /// <summary>Asks the item's own grain for it.</summary>
    private async Task<Begun> Begin(HandedItem handed)
    {
        try
        {
            var order = _orders.GetValueOrDefault(handed.Archive) ?? await grains.GetGrain<IDispatchGrain>(DispatchKey.Only).Order(handed.Archive);
            return order is null ? new(handed, null, null) : new(handed, order, await grains.GetGrain<IItemGrain>(handed.Key).Begin(handed.Round, Name));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Its grain is on a member that is gone; somebody gets it later.
            return new(handed, null, null);
        }
    }

    private void Take(Begun begun, RoutingThread thread)
    {
        var (handed, order, lease) = begun;
        if (order is not null && lease is { Granted: true })
        {
            _orders[handed.Archive] = order;
            _held[handed.Key] = new(handed) { Until = lease.Until };
            thread.Add(order, handed);
            return;
        }
        _settled.Add(
            lease?.Failed is { } failed
                ? new(handed.Archive, handed.Item.Hash, ItemState.Failed, failed)
                : new(handed.Archive, handed.Item.Hash, ItemState.Waiting, null, lease is null ? times.Heartbeat : Until(lease.Until))
        );
    }

    private static TimeSpan Until(DateTime time) => time - DateTime.UtcNow is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    private IEnumerable<Task> Renewals() => _held.Values.Where(one => one.Until - DateTime.UtcNow < times.Lease / 2).ToList().Select(Renew);

    private async Task Renew(Held held)
    {
        try
        {
            var lease = await grains.GetGrain<IItemGrain>(held.Handed.Key).Begin(held.Handed.Round, Name);
            // Whoever else has it by now finds its result, or is found by it.
            held.Until = lease.Granted ? lease.Until : DateTime.UtcNow + times.Lease;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            held.Until = DateTime.UtcNow + times.Lease / 2 + times.Heartbeat;
        }
    }

    /// <summary>Tells the item's grain; the result itself is in the output already, so that nothing is lost while nobody answers.</summary>
    private async Task<SettledItem?> End(Finished finished)
    {
        var handed = finished.Handed;
        for (var tries = 1; ; tries++)
        {
            try
            {
                var verdict = await grains.GetGrain<IItemGrain>(handed.Key).End(handed.Round, Name, finished.Outcome, finished.Fault);
                return new(handed.Archive, handed.Item.Hash, verdict.State, verdict.Fault);
            }
            catch (Exception e) when (e is not OperationCanceledException && tries < 100)
            {
                if (finished.Outcome == ItemOutcome.Done)
                    return new(handed.Archive, handed.Item.Hash, ItemState.Done);
                await Task.Delay(times.Heartbeat);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                return new(handed.Archive, handed.Item.Hash, ItemState.Waiting, finished.Fault);
            }
        }
    }

    /// <summary>Gives back what was not begun, within ten seconds.</summary>
    private async Task Leave(RoutingThread thread)
    {
        thread.Stop();
        await foreach (var finished in thread.Finished.ReadAllAsync())
            Note(finished);
        try
        {
            await Task.WhenAll(_ending).WaitAsync(TimeSpan.FromSeconds(5));
            Gather(thread);
            await Exchange(thread, 0, leaves: true).WaitAsync(TimeSpan.FromSeconds(5));
        }
        catch (TimeoutException)
        {
            // Its leases end by themselves.
        }
    }

    private sealed record Begun(HandedItem Handed, ArchiveOrder? Order, ItemLease? Lease);

    private sealed class Held(HandedItem handed)
    {
        public HandedItem Handed { get; } = handed;

        public DateTime Until { get; set; }
    }
}

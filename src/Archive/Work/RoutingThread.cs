using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using DeferredSeg.Archive.Dispatch;
using DeferredSeg.Archive.Items;
using DeferredSeg.Archive.Results;

namespace DeferredSeg.Archive.Work;

/// <summary>What became of an item on the thread.</summary>
/// <param name="Handed">The item.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Fault">Why it failed.</param>
/// <param name="Time">How long it took.</param>
internal sealed record Finished(HandedItem Handed, ItemOutcome Outcome, ItemFault? Fault, TimeSpan Time);

/// <summary>
/// The one thread on which items are routed, one after the other. Nothing of the cluster runs on it, and no network runs on a thread of the cluster.
/// </summary>
internal sealed class RoutingThread : IDisposable
{
    private readonly BlockingCollection<(ArchiveOrder Order, HandedItem Handed)> _items = [];
    private readonly Channel<Finished> _finished = Channel.CreateUnbounded<Finished>();
    private readonly ConcurrentDictionary<string, string> _refused = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly IArchiveRouters _routers;
    private readonly ArchiveTimes _times;
    private readonly string _worker;
    private readonly Action<string> _tell;
    private readonly Thread _thread;
    private (string Archive, IArchiveRouter Router)? _open;
    private (string Output, ComputationLog Log)? _log;

    /// <param name="routers">Make routers.</param>
    /// <param name="times">How long it waits while a disk is full.</param>
    /// <param name="worker">Whose it is.</param>
    /// <param name="tell">Is told when it waits.</param>
    public RoutingThread(IArchiveRouters routers, ArchiveTimes times, string worker, Action<string> tell)
    {
        (_routers, _times, _worker, _tell) = (routers, times, worker, tell);
        // Networks recurse deeper than the megabyte of a thread of the pool allows.
        _thread = new(Run, maxStackSize: 16 << 20) { IsBackground = true, Name = "routing" };
        _thread.Start();
    }

    /// <summary>What became of items, in the order in which they were added.</summary>
    public ChannelReader<Finished> Finished => _finished.Reader;

    /// <summary>The archives that are not to be worked on here, with the reasons.</summary>
    public IReadOnlyDictionary<string, string> Refused => _refused;

    /// <summary>Why it waits, in a sentence; null where it does not.</summary>
    public string? Paused { get; private set; }

    /// <summary>Adds an item.</summary>
    public void Add(ArchiveOrder order, HandedItem handed) => _items.Add((order, handed));

    /// <summary>Stops after what is at work; what was added is returned.</summary>
    public void Stop()
    {
        _stop.Cancel();
        _items.CompleteAdding();
    }

    /// <summary>Stops, and waits for what is at work.</summary>
    public void Dispose()
    {
        Stop();
        _thread.Join();
        _items.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        try
        {
            foreach (var (order, handed) in _items.GetConsumingEnumerable())
            {
                var clock = Stopwatch.StartNew();
                var (outcome, fault) = _stop.IsCancellationRequested ? (ItemOutcome.Returned, null) : Attempt(order, handed.Item);
                _finished.Writer.TryWrite(new(handed, outcome, fault, clock.Elapsed));
            }
        }
        finally
        {
            Close();
            _log?.Log.Dispose();
            _finished.Writer.TryComplete();
        }
    }

    private (ItemOutcome Outcome, ItemFault? Fault) Attempt(ArchiveOrder order, ArchiveItem item)
    {
        if (_refused.ContainsKey(order.Id) || Open(order) is not { } router)
            return (ItemOutcome.Returned, null);
        for (var tries = 1; ; tries++)
        {
            try
            {
                return Computed(order, router, item);
            }
            catch (OperationCanceledException)
            {
                return (ItemOutcome.Returned, null);
            }
            catch (Exception e) when (FullDisk.Is(e))
            {
                // No fault of the item: as soon as there is room it is routed.
                Paused = $"{order.Output} is full; {_worker} waits until there is room.";
                if (tries == 1)
                    _tell(Paused);
                if (_stop.Token.WaitHandle.WaitOne(_times.Full))
                    return (ItemOutcome.Returned, null);
                Paused = null;
            }
            catch (BadItemException e)
            {
                return (ItemOutcome.Bad, _routers.Fault(e));
            }
            catch (Exception e)
            {
                var fault = IsThere(router, item) ? null : _routers.Fault(e);
                // Whatever broke may be broken for all that follow; the next begins with a fresh one.
                Close();
                return (fault is null ? ItemOutcome.Done : ItemOutcome.Bad, fault);
            }
        }
    }

    // Somebody else may have been first, and what was half written here be gone with it.
    private static bool IsThere(IArchiveRouter router, ArchiveItem item)
    {
        try
        {
            return router.IsComplete(item);
        }
        catch (Exception)
        {
            return false;
        }
    }

    private (ItemOutcome, ItemFault?) Computed(ArchiveOrder order, IArchiveRouter router, ArchiveItem item)
    {
        if (router.IsComplete(item))
            return (ItemOutcome.Done, null);
        var log = Log(order.Output);
        var staged = StagedResult.Begin(order.Output, item.Hash);
        var clock = Stopwatch.StartNew();
        log.Add(Line("began"));
        try
        {
            router.Route(item, staged.Folder, _stop.Token);
            log.Add(Line(staged.Commit(item, router) ? "done" : "there"));
            return (ItemOutcome.Done, null);
        }
        catch (Exception e)
        {
            staged.Discard();
            log.Add(
                e is OperationCanceledException ? Line("ended")
                : FullDisk.Is(e) ? Line("full")
                : Line("bad") with { Message = e.Message }
            );
            throw;
        }

        ComputationLine Line(string what) =>
            new(DateTime.UtcNow, _worker, what, item.Name, item.Hash, what == "began" ? null : clock.Elapsed.TotalMilliseconds);
    }

    private IArchiveRouter? Open(ArchiveOrder order)
    {
        if (_open is { } open && open.Archive == order.Id)
            return open.Router;
        Close();
        try
        {
            var router = _routers.Open(order);
            _open = (order.Id, router);
            if (router.Identity.Difference(order.Identity) is { } difference)
                throw new RefusedWorkerException(
                    $"The worker {_worker} would give other results than {order.Coordinator} for {order.Output}: they differ in {difference}. Give it "
                        + "the same program, files and settings."
                );
            router.RequireOutput();
            return router;
        }
        catch (Exception e)
        {
            _refused[order.Id] =
                e is RefusedWorkerException
                    ? e.Message
                    : $"The worker {_worker} cannot work on {order.Output}, which {order.Coordinator} ordered: {_routers.Fault(e).Message}";
            Close();
            return null;
        }
    }

    private ComputationLog Log(string output)
    {
        if (_log is { } log && log.Output == output)
            return log.Log;
        _log?.Log.Dispose();
        _log = null;
        var opened = new ComputationLog(output, _worker);
        _log = (output, opened);
        return opened;
    }

    private void Close()
    {
        var open = _open;
        _open = null;
        try
        {
            open?.Router.Dispose();
        }
        catch (Exception)
        {
            // It is being thrown away because it is broken.
        }
    }
}

using System.Threading.Channels;
using DeferredSeg.Archive.Cluster;
using DeferredSeg.Archive.Dispatch;
using DeferredSeg.Archive.Items;
using DeferredSeg.Archive.Results;
using DeferredSeg.Archive.Work;

namespace DeferredSeg.Archive.Coordination;

/// <summary>
/// Has the items of one archive routed by all workers of a cluster, this process among them, and waits until each is done or given up. It remembers what is
/// settled itself, so that it can say the rest again to a cluster that forgot.
/// </summary>
/// <param name="order">The archive.</param>
/// <param name="times">How long everybody waits.</param>
/// <param name="show">Is shown how it stands, several times a second.</param>
/// <param name="tell">Is told what a person should know, a sentence each.</param>
public sealed class ArchiveCoordinator(ArchiveOrder order, ArchiveTimes times, Action<ArchiveProgress> show, Action<string> tell)
{
    private const int MostAhead = 4000;
    private const int Batch = 256;
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(200);

    private readonly string _round = Guid.NewGuid().ToString("N");
    private readonly List<ArchiveItem> _items = [];
    private readonly Dictionary<string, SettledItem> _settled = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly StatusFile _status = new(order);
    private bool _routesItself;

    /// <summary>How many items were known before to be complete.</summary>
    public Func<int> Kept { get; init; } = () => 0;

    /// <summary>Has them routed.</summary>
    /// <param name="join">Joins the cluster; again where the cluster lost this process.</param>
    /// <param name="items">The items that are not complete; read on a thread of its own.</param>
    /// <param name="own">Makes routers for this process; null where it does not route itself.</param>
    /// <param name="cancellation">Stops it; what is at work is finished, the rest waits for the same command.</param>
    /// <returns>The items that were given up, by name, with the reasons.</returns>
    /// <exception cref="ClusterException">The cluster cannot be joined.</exception>
    public async Task<IReadOnlyDictionary<string, ItemFault>> Run(
        Func<CancellationToken, Task<ArchiveCluster>> join,
        IEnumerable<ArchiveItem> items,
        IArchiveRouters? own,
        CancellationToken cancellation
    )
    {
        _routesItself = own is not null;
        StagedResult.Sweep(order.Output, TimeSpan.FromDays(1));
        var found = Channel.CreateBounded<ArchiveItem>(Batch);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reader = Task.Run(() => Read(items, found.Writer, reading.Token), CancellationToken.None);
        try
        {
            while (!await Session(join, found.Reader, own, cancellation))
                tell("The cluster took this process for dead; it joins again.");
            await reader;
        }
        finally
        {
            await reading.CancelAsync();
        }
        StagedResult.Sweep(order.Output, TimeSpan.Zero);
        return _items
            .Where(item => _settled[item.Hash].State == ItemState.Failed)
            .ToDictionary(item => item.Name, item => _settled[item.Hash].Fault ?? new("no reason was given."), StringComparer.Ordinal);
    }

    private static async Task Read(IEnumerable<ArchiveItem> items, ChannelWriter<ArchiveItem> found, CancellationToken cancellation)
    {
        try
        {
            foreach (var item in items)
                await found.WriteAsync(item, cancellation);
            found.Complete();
        }
        catch (Exception e)
        {
            found.Complete(e);
        }
    }

    /// <summary>As long as this process is a member.</summary>
    /// <returns>Whether all is settled; false where the cluster lost this process.</returns>
    private async Task<bool> Session(
        Func<CancellationToken, Task<ArchiveCluster>> join,
        ChannelReader<ArchiveItem> found,
        IArchiveRouters? own,
        CancellationToken cancellation
    )
    {
        await using var cluster = await join(cancellation);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation, cluster.Lost);
        var worker = own is null ? null : Task.Run(() => new ArchiveWorker(cluster.Grains, own, times, Tell).Run(null, ends.Token), CancellationToken.None);
        var dispatch = cluster.Grains.GetGrain<IDispatchGrain>(DispatchKey.Only);
        try
        {
            return await Coordinate(dispatch, found, worker, ends.Token);
        }
        catch (OperationCanceledException) when (cluster.Lost.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception) when (!cluster.Lost.IsCancellationRequested)
        {
            // Nobody is to work for who has gone.
            await Closed(dispatch);
            throw;
        }
        finally
        {
            await ends.CancelAsync();
            if (worker is not null)
                await worker;
        }
    }

    private async Task<bool> Coordinate(IDispatchGrain dispatch, ChannelReader<ArchiveItem> found, Task? worker, CancellationToken cancellation)
    {
        var (isOpen, isSilent, sent, from) = (false, false, 0, 0);
        while (true)
        {
            // Its own worker ends on its own only where it may not go on.
            if (worker is { IsFaulted: true })
                await worker;
            cancellation.ThrowIfCancellationRequested();
            while (_items.Count - _settled.Count < MostAhead && found.TryRead(out var item))
                _items.Add(item);
            var isAll = found.Completion.IsCompleted;
            if (isAll)
                await found.Completion;
            if (isAll && _items.Count == _settled.Count)
            {
                await Ended(dispatch);
                return true;
            }
            try
            {
                if (!isOpen)
                    await dispatch.Open(order, _round);
                isOpen = true;
                for (; sent < _items.Count; sent = Math.Min(sent + Batch, _items.Count))
                    await dispatch.Add(order.Id, [.. _items.Skip(sent).Take(Batch).Where(item => !_settled.ContainsKey(item.Hash))]);
                if (await dispatch.Collect(order.Id, _round, from) is { } progress)
                {
                    from += progress.Settled.Length;
                    Note(progress);
                }
                else
                    (isOpen, sent, from) = (false, 0, 0);
                isSilent = false;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                if (!isSilent)
                    tell($"The cluster does not answer ({Silence.Why(e)}); it is asked again.");
                isSilent = true;
            }
            await Task.Delay(_look, cancellation);
        }
    }

    private void Note(ArchiveProgress progress)
    {
        foreach (var settled in progress.Settled)
            _settled[settled.Hash] = settled;
        foreach (var refused in progress.Refused)
            Tell(refused);
        foreach (var paused in progress.Workers.Where(one => one.Paused is not null))
            Tell(paused.Paused!);
        if (!_routesItself && progress.Workers.Length == 0 && progress.Waiting > 0)
            Tell("No worker is there yet; start ./deferredseg worker with the same --cluster on any machine that sees these folders.");
        var counted = progress with
        {
            Done = _settled.Values.Count(one => one.State == ItemState.Done),
            Failed = _settled.Values.Count(one => one.State == ItemState.Failed),
        };
        show(counted);
        _status.Write(counted, Kept(), ended: false);
    }

    private async Task Ended(IDispatchGrain dispatch)
    {
        try
        {
            if (await dispatch.Collect(order.Id, _round, int.MaxValue) is { } last)
                _status.Write(
                    last with
                    {
                        Done = _settled.Values.Count(one => one.State == ItemState.Done),
                        Failed = _settled.Values.Count(one => one.State == ItemState.Failed),
                    },
                    Kept(),
                    ended: true
                );
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // All is settled; who looks sees how it stood before.
        }
        await Closed(dispatch);
    }

    private async Task Closed(IDispatchGrain dispatch)
    {
        try
        {
            await dispatch.Close(order.Id).WaitAsync(TimeSpan.FromSeconds(3));
        }
        catch (Exception)
        {
            // It forgets an archive whose coordinator is not heard of.
        }
    }

    private void Tell(string sentence)
    {
        lock (_told)
        {
            if (!_told.Add(sentence))
                return;
        }
        tell(sentence);
    }
}

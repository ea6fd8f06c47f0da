using System.Collections.Concurrent;
using System.Text.Json;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.PluginKit;
using StreamJsonRpc;
using TorchSharp;

namespace DeferredSeg.Host.Plugins.Processes;

/// <summary>The process that runs one plugin's code, and a fresh one after each that ended.</summary>
/// <param name="plugin">The plugin's id.</param>
/// <param name="limits">How far it may go.</param>
/// <param name="blocks">The host's shared memory.</param>
/// <param name="spares">Where processes come from.</param>
internal sealed class PluginProcess(string plugin, ProcessLimits limits, SharedBlocks blocks, SpareProcess spares) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, RemoteThing> _things = [];
    private readonly ConcurrentDictionary<(int Thing, string Method), long> _sizes = [];
    private PluginConnection? _connection;
    private int _lastThing;
    private bool _disposed;

    /// <summary>The plugin's id.</summary>
    public string Plugin { get; } = plugin;

    /// <summary>Which process of the plugin runs, from 1; 0 where none does.</summary>
    public int Generation => _connection?.Number ?? 0;

    /// <summary>How many processes were started, those that ended among them.</summary>
    public int Started { get; private set; }

    /// <summary>The host's shared memory.</summary>
    public SharedBlocks Blocks => blocks;

    /// <summary>Loads a plugin's code and lets go of it.</summary>
    public void Load(string folder) => Invoke(Connected(), (worker, stop) => Nothing(worker.LoadAsync(folder, stop)), default);

    /// <summary>Runs one conformance check.</summary>
    /// <exception cref="PluginFaultException">The process ended, or was ended, during the check.</exception>
    public CheckResult Check(CheckRequest request, CancellationToken cancellation) =>
        Invoke(Connected(), (worker, stop) => worker.CheckAsync(request, stop), cancellation);

    /// <summary>A number for something that is made.</summary>
    public int Add(RemoteThing thing)
    {
        lock (_gate)
        {
            _things.Add(++_lastThing, thing);
            return _lastThing;
        }
    }

    /// <summary>Takes a step that was not taken before, and goes on with the random numbers that it left.</summary>
    public StepResult Take(RemoteThing thing, Step step, CancellationToken cancellation = default)
    {
        var connection = Ready(thing, cancellation);
        var result = Invoke(connection, (worker, stop) => worker.StepAsync(thing.Number, step, stop), cancellation);
        if (result.Random is { } state)
            Generator.Set(state);
        return result;
    }

    /// <summary>Calls something.</summary>
    /// <param name="thing">What.</param>
    /// <param name="method">The method.</param>
    /// <param name="cargo">Tensors and bytes; they stay the caller's.</param>
    /// <param name="arguments">Everything else.</param>
    /// <param name="device">Where tensors of the result are wanted.</param>
    /// <param name="read">Makes the result of what came back.</param>
    /// <param name="cancellation">Cancels the call, and ends the process where it goes on.</param>
    public T Call<T>(
        RemoteThing thing,
        string method,
        Cargo cargo,
        JsonElement? arguments,
        torch.Device device,
        Func<Delivery, JsonElement?, T> read,
        CancellationToken cancellation = default
    )
    {
        var connection = Ready(thing, cancellation);
        SharedBlock? sent = null;
        SharedBlock? space = null;
        try
        {
            var size = cargo.Size(Lies);
            sent = size > 0 ? blocks.Rent(size) : null;
            space = _sizes.TryGetValue((thing.Number, method), out var expected) && expected > 0 ? blocks.Rent(expected) : null;
            var parts = cargo.Pack(sent?.Id ?? 0, sent?.Memory, Lies);
            BlockReference[] named = [.. parts.Select(part => part.Block).Distinct().Where(id => id > 0).Select(id => blocks.Find(id)!.Reference)];
            var request = new CallRequest(thing.Number, method, named, connection.Closed(blocks, named, space), space?.Reference, parts, arguments);
            var result = Invoke(connection, (worker, stop) => worker.CallAsync(request, stop), cancellation);
            if (result.Parts.Length > 0)
                _sizes[(thing.Number, method)] = result.Parts.Max(part => part.Offset + Part.Room(part.Extent * Width(part)));
            var delivery = new Delivery(
                result.Parts,
                id => blocks.Find(id)!.Memory,
                id =>
                {
                    var block = blocks.Find(id)!;
                    block.Hold();
                    return block.Release;
                },
                device
            );
            return read(delivery, result.Value);
        }
        finally
        {
            sent?.Release();
            space?.Release();
            connection.ReleaseRented();
        }
    }

    /// <summary>Frees something in the process; does nothing where that ended.</summary>
    public void Release(RemoteThing thing)
    {
        lock (_gate)
        {
            _things.Remove(thing.Number);
            foreach (var call in _sizes.Keys.Where(call => call.Thing == thing.Number))
                _sizes.TryRemove(call, out _);
            if (_connection is { } connection && thing.Generation == connection.Number)
                _ = connection.Worker.ReleaseAsync([thing.Number]).ContinueWith(static task => _ = task.Exception, TaskScheduler.Default);
        }
    }

    /// <summary>Ends the process.</summary>
    /// <param name="goesOn">Whether a fresh one will be wanted soon.</param>
    public void End(bool goesOn)
    {
        lock (_gate)
        {
            _connection?.Dispose();
            _connection = null;
        }
        if (goesOn)
            spares.Prepare();
    }

    /// <summary>Ends the process where nothing that was made is in it.</summary>
    public void EndIdle()
    {
        lock (_gate)
        {
            if (_things.Count == 0)
                End(goesOn: false);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _connection?.Dispose();
            _connection = null;
        }
    }

    internal RemoteThing? Find(int thing)
    {
        lock (_gate)
        {
            return _things.GetValueOrDefault(thing);
        }
    }

    /// <summary>The part that a tensor already is, where it lies in shared memory.</summary>
    private Part? Lies(string name, torch.Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU || tensor.numel() == 0)
            return null;
        var address = Libtorch.BorrowedMemory.AddressOf(tensor);
        if (blocks.At(address) is not { } block)
            return null;
        var part = new Part(name, block.Id, address - block.Memory.Address, (int)tensor.dtype, tensor.shape, tensor.stride());
        return part.Offset + part.Extent * Width(part) <= block.Memory.Bytes ? part : null;
    }

    private static long Width(Part part) => ((torch.ScalarType)part.Type).ElementSize();

    /// <summary>A running process in which a thing is as it was made.</summary>
    private PluginConnection Ready(RemoteThing thing, CancellationToken cancellation)
    {
        var connection = Connected();
        if (thing.Generation == connection.Number)
            return connection;
        foreach (var step in thing.Steps)
            Invoke(connection, (worker, stop) => worker.StepAsync(thing.Number, step, stop), cancellation);
        thing.Generation = connection.Number;
        return connection;
    }

    private PluginConnection Connected()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_connection is { } running)
                return running;
        }
        var child = spares.Take();
        lock (_gate)
        {
            return _connection = new(++Started, child, this);
        }
    }

    private T Invoke<T>(PluginConnection connection, Func<IPluginWorker, CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        Task<T>? task = null;
        try
        {
            task = call(connection.Worker, cancellation);
            limits.Wait(task, connection.Child, cancellation);
            var result = task.GetAwaiter().GetResult();
            // Whoever serves may die; then the next is there already.
            spares.Prepare();
            return result;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            if (task is { IsCompleted: false })
                End(goesOn: false);
            throw;
        }
        catch (PluginFaultException)
        {
            End(goesOn: false);
            throw;
        }
        catch (Exception e) when (e is ConnectionLostException or ObjectDisposedException or IOException)
        {
            var ending = connection.Child.Ending();
            End(goesOn: false);
            throw new PluginFaultException(ending);
        }
        catch (RemoteRpcException e)
        {
            throw RemoteFailure.Of(e);
        }
    }

    private static async Task<bool> Nothing(Task task)
    {
        await task.ConfigureAwait(false);
        return true;
    }
}

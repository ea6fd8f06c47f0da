using DeferredSeg.Host.Plugins.Isolation;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Plugins.Processes.Worker;

/// <summary>The host's shared memory as a plugin's process sees it.</summary>
internal sealed class WorkerBlocks(IPluginOwner owner) : IDisposable
{
    private readonly Dictionary<int, SharedMemory> _open = [];

    /// <summary>Opens what a message tells of, and closes what the host closed.</summary>
    public void Follow(CallRequest request)
    {
        foreach (var id in request.Closed)
        {
            if (_open.Remove(id, out var closed))
                closed.Dispose();
        }
        foreach (var block in request.Blocks)
            Open(block);
    }

    /// <summary>An open block.</summary>
    public SharedMemory this[int id] => _open[id];

    /// <summary>Copies a result into shared memory: into what came with the call, or what is asked for where that is too small.</summary>
    /// <param name="cargo">The result, which stays the caller's.</param>
    /// <param name="space">What came with the call.</param>
    /// <param name="device">Where the result's tensors are to lie.</param>
    /// <exception cref="PluginFaultException">A tensor was disposed, or lies elsewhere.</exception>
    public (int Block, Part[] Parts) Pack(Cargo cargo, BlockReference? space, torch.Device device)
    {
        foreach (var (name, tensor) in cargo.Tensors)
        {
            var shown = name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];
            TensorCheck.Alive(shown, tensor);
            TensorCheck.Place(shown, tensor, device);
        }
        var size = cargo.Size(Nowhere);
        if (size == 0)
            return (0, cargo.Pack(0, null, Nowhere));
        var block = space is not null && space.Bytes >= size ? space : owner.RentAsync(size).GetAwaiter().GetResult();
        return (block.Id, cargo.Pack(block.Id, Open(block), Nowhere));
    }

    public void Dispose()
    {
        foreach (var memory in _open.Values)
            memory.Dispose();
        _open.Clear();
    }

    // What lies in a message's memory is copied all the same: that memory is the message's.
    private static Part? Nowhere(string name, Tensor tensor) => null;

    private SharedMemory Open(BlockReference block)
    {
        if (!_open.TryGetValue(block.Id, out var memory))
            _open.Add(block.Id, memory = SharedMemory.Open(block.Path, block.Bytes));
        return memory;
    }
}

using DeferredSeg.Abstractions.Experts;
using StreamJsonRpc;
using TorchSharp;

namespace DeferredSeg.Host.Plugins.Processes;

/// <summary>One process of a plugin, and the messages to and from it.</summary>
internal sealed class PluginConnection : IPluginOwner, IDisposable
{
    private readonly PluginProcess _process;
    private readonly JsonRpc _messages;
    private readonly HashSet<int> _known = [];
    private readonly List<SharedBlock> _rented = [];
    private bool _disposed;

    public PluginConnection(int number, ChildProcess child, PluginProcess process)
    {
        (Number, Child, _process) = (number, child, process);
        _messages = new JsonRpc(PluginWire.Messages(child.Sending, child.Receiving));
        _messages.AddLocalRpcTarget<IPluginOwner>(this, null);
        Worker = _messages.Attach<IPluginWorker>();
        _messages.StartListening();
    }

    /// <summary>Which process of the plugin it is, from 1.</summary>
    public int Number { get; }

    public ChildProcess Child { get; }

    public IPluginWorker Worker { get; }

    /// <summary>Which of the blocks that the process knows are closed, once each.</summary>
    /// <param name="blocks">The host's.</param>
    /// <param name="named">Blocks that it is told of now.</param>
    /// <param name="space">A further one.</param>
    public int[] Closed(SharedBlocks blocks, IReadOnlyList<BlockReference> named, SharedBlock? space)
    {
        lock (_known)
        {
            var closed = blocks.Closed(_known);
            _known.ExceptWith(closed);
            _known.UnionWith(named.Select(block => block.Id));
            if (space is not null)
                _known.Add(space.Id);
            return closed;
        }
    }

    /// <summary>Lets go of what was rented during a call; what tensors lie in stays as long as they do.</summary>
    public void ReleaseRented()
    {
        lock (_rented)
        {
            foreach (var block in _rented)
                block.Release();
            _rented.Clear();
        }
    }

    public Task<BlockReference> RentAsync(long bytes)
    {
        SharedBlock block;
        lock (_rented)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _rented.Add(block = _process.Blocks.Rent(bytes));
        }
        lock (_known)
            _known.Add(block.Id);
        return Task.FromResult(block.Reference);
    }

    public Task TellAsync(string line)
    {
        Console.Error.WriteLine(line);
        return Task.CompletedTask;
    }

    public Task<RaterMaskWire> RaterMaskAsync(int thing, string caseId, string rater) =>
        Task.FromResult(ExpertWire.Write(Expert(thing).RaterMasks!.Find(caseId, rater)));

    public Task<string> SubmitAsync(int thing, string expert, RequestWire request, Dictionary<string, byte[]> planes) =>
        Task.FromResult(Expert(thing).Questions!.Submit(expert, ExpertWire.Read(request, name => planes[name])));

    public Task<ReplyWire> FindAsync(int thing, string id)
    {
        Dictionary<string, byte[]> planes = [];
        var wire = ExpertWire.Write(Expert(thing).Questions!.Find(id), planes.Add);
        return Task.FromResult(wire with { Planes = planes });
    }

    public void Dispose()
    {
        _messages.Dispose();
        Child.Dispose();
        // What it asked for last came after its call had ended.
        lock (_rented)
            _disposed = true;
        ReleaseRented();
    }

    private ExpertContext Expert(int thing) =>
        _process.Find(thing)?.Expert ?? throw new InvalidOperationException($"Nothing of the number {thing} is an expert.");
}

/// <summary>Something that was made in a plugin's process, and how, so that it can be made again.</summary>
internal sealed class RemoteThing
{
    private readonly List<Step> _steps = [];

    public RemoteThing(PluginProcess process)
    {
        Process = process;
        Number = process.Add(this);
    }

    public PluginProcess Process { get; }

    /// <summary>Its number.</summary>
    public int Number { get; }

    /// <summary>The number of the process that it is in; 0 where it is in none.</summary>
    public int Generation { get; set; }

    /// <summary>The steps by which it was made.</summary>
    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>What an expert may ask the host for; null where it is no expert.</summary>
    public ExpertContext? Expert { get; init; }

    /// <summary>Takes the next step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="draws">Whether it draws random numbers, which then are those that this process would draw.</param>
    public StepResult Take(Step step, bool draws)
    {
        var seeded = draws ? step with { Random = Generator.Get() } : step;
        var result = Process.Take(this, seeded);
        _steps.Add(seeded);
        return result;
    }

    public void Release() => Process.Release(this);
}

/// <summary>The state of torch's own generator.</summary>
internal static class Generator
{
    public static byte[] Get()
    {
        using var state = torch.get_rng_state();
        return [.. state.data<byte>()];
    }

    public static void Set(byte[] state)
    {
        using var tensor = torch.tensor(state, torch.ScalarType.Byte);
        torch.set_rng_state(tensor);
    }
}

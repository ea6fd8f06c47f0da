using System.Runtime.InteropServices;
using System.Text.Json;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Host.Plugins.Processes.Worker;
using TorchSharp;

namespace DeferredSeg.Host.Plugins.Processes;

/// <summary>An expert in a process of its plugin's own.</summary>
internal class RemoteExpert : IExpertSource
{
    // Questions that were asked and not yet looked for: a fresh process does not know them.
    private const int MostOpen = 64;

    private readonly RemoteThing _thing;
    private readonly StepResult _made;
    private readonly Dictionary<string, (ExpertRequest Request, int Generation)> _open = [];
    private readonly Queue<string> _order = [];

    private RemoteExpert(RemoteThing thing, StepResult made) => (_thing, _made) = (thing, made);

    /// <summary>Makes one, with what it offers besides answers.</summary>
    /// <param name="process">The plugin's process.</param>
    /// <param name="step">How.</param>
    /// <param name="context">The raters and the place for questions that it may ask the host for.</param>
    public static RemoteExpert Make(PluginProcess process, Step step, ExpertContext context)
    {
        var thing = new RemoteThing(process) { Expert = context };
        try
        {
            var made = thing.Take(step, draws: false);
            return made.Abilities switch
            {
                [nameof(ISimulatedExpert)] => new Simulated(thing, made),
                [nameof(IRecordedExpert)] => new Recorded(thing, made),
                _ => new RemoteExpert(thing, made),
            };
        }
        catch
        {
            thing.Release();
            throw;
        }
    }

    public ExpertDescriptor Describe() => _made.Expert!;

    public string Submit(ExpertRequest request, CancellationToken cancellation = default)
    {
        var cargo = new Cargo();
        var wire = ExpertWire.Write(request, (name, bytes) => cargo.Add(name, bytes));
        var id = Call<string>("Submit", cargo, PluginWire.Write(wire), cancellation)!;
        if (id is null)
            return id!;
        if (_open.TryAdd(id, (request, _thing.Generation)))
            _order.Enqueue(id);
        _open[id] = (request, _thing.Generation);
        if (_order.Count > MostOpen)
            _open.Remove(_order.Dequeue());
        return id;
    }

    public ExpertReply Poll(string id, CancellationToken cancellation = default)
    {
        // A process that took the place of one that ended is asked anew: submitting a key twice is submitting it once.
        if (_open.TryGetValue(id, out var asked) && asked.Generation != _thing.Process.Generation)
            Submit(asked.Request, cancellation);
        return _thing.Process.Call(
            _thing,
            "Poll",
            new(),
            PluginWire.Write(id),
            torch.CPU,
            static (delivery, value) => value is null ? null! : ExpertWire.Read(PluginWire.Read<ReplyWire>(value), delivery.Bytes),
            cancellation
        );
    }

    public void Dispose() => _thing.Release();

    private T? Call<T>(string method, Cargo cargo, JsonElement arguments, CancellationToken cancellation)
        where T : class =>
        _thing.Process.Call(_thing, method, cargo, arguments, torch.CPU, static (_, value) => value is null ? null : PluginWire.Read<T>(value), cancellation);

    private sealed class Simulated(RemoteThing thing, StepResult made) : RemoteExpert(thing, made), ISimulatedExpert
    {
        public ExpertSimulation Simulate(ExpertRequest request, ReadOnlyMemory<double>? uniforms = null, CancellationToken cancellation = default)
        {
            var cargo = new Cargo();
            var wire = ExpertWire.Write(request, (name, bytes) => cargo.Add(name, bytes));
            if (uniforms is { } numbers)
                cargo.Add("uniforms", MemoryMarshal.AsBytes(numbers.Span).ToArray());
            return _thing.Process.Call(
                _thing,
                "Simulate",
                cargo,
                PluginWire.Write(new SimulateWire(wire, uniforms is not null)),
                torch.CPU,
                static (delivery, value) => value is null ? null! : Read(delivery, PluginWire.Read<SimulationWire>(value)),
                cancellation
            );
        }

        private static ExpertSimulation Read(Delivery delivery, SimulationWire wire) =>
            new(ExpertWire.Read(wire.Mask, delivery.Bytes)!, delivery.Bytes("partition"))
            {
                Probability = wire.HasProbability ? MemoryMarshal.Cast<byte, double>(delivery.Bytes("probability")).ToArray() : null,
            };
    }

    private sealed class Recorded(RemoteThing thing, StepResult made) : RemoteExpert(thing, made), IRecordedExpert
    {
        public AnswerOrigin Origin(string caseId, long seed) => Call<AnswerOrigin>("Origin", new(), PluginWire.Write(new OriginWire(caseId, seed)), default)!;
    }
}

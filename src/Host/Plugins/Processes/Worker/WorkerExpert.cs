using System.Runtime.InteropServices;
using System.Text.Json;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Host.Plugins.Isolation;
using TorchSharp;

namespace DeferredSeg.Host.Plugins.Processes.Worker;

/// <summary>An expert in a plugin's process.</summary>
internal sealed class WorkerExpert(GuardedExpertSource expert) : IWorkerThing
{
    public StepResult Result { get; } =
        new()
        {
            Expert = expert.Description,
            Abilities =
            [
                .. new[] { typeof(ISimulatedExpert), typeof(IRecordedExpert) }
                    .Where(ability => ability.IsInstanceOfType(expert))
                    .Select(ability => ability.Name),
            ],
        };

    public torch.Device Device => torch.CPU;

    private IExpertSource Inner => expert.Inner;

    public void Take(Step step) => throw new InvalidDataException($"An expert takes no step {step.Kind}.");

    public JsonElement? Call(string method, Delivery delivery, JsonElement? arguments, Cargo result, CancellationToken cancellation)
    {
        void Put(string name, byte[] bytes) => result.Add(name, bytes);
        switch (method)
        {
            case "Submit":
                return Value(Inner.Submit(ExpertWire.Read(PluginWire.Read<RequestWire>(arguments), delivery.Bytes), cancellation));
            case "Poll":
                return Value(Inner.Poll(PluginWire.Read<string>(arguments), cancellation) is { } reply ? ExpertWire.Write(reply, Put) : null);
            case "Origin":
                var origin = PluginWire.Read<OriginWire>(arguments);
                return Value(((IRecordedExpert)Inner).Origin(origin.Case, origin.Seed));
            case "Simulate":
                var simulating = PluginWire.Read<SimulateWire>(arguments);
                // Null as an array would become memory without numbers.
                ReadOnlyMemory<double>? uniforms = null;
                if (simulating.HasUniforms)
                    uniforms = MemoryMarshal.Cast<byte, double>(delivery.Bytes("uniforms")).ToArray();
                var simulation = ((ISimulatedExpert)Inner).Simulate(ExpertWire.Read(simulating.Request, delivery.Bytes), uniforms, cancellation);
                if (simulation is null)
                    return null;
                Put("partition", simulation.Partition);
                if (simulation.Probability is { } probability)
                    Put("probability", MemoryMarshal.AsBytes<double>(probability).ToArray());
                return Value(new SimulationWire(ExpertWire.Write("mask", simulation.Mask, Put), simulation.Probability is not null));
            default:
                throw new InvalidDataException($"There is no call '{method}' of an expert.");
        }
    }

    public void Dispose() => expert.Dispose();

    private static JsonElement? Value<T>(T? value) => value is null ? null : PluginWire.Write(value);
}

/// <summary>What of <see cref="IRecordedExpert.Origin"/> is asked.</summary>
internal sealed record OriginWire(string Case, long Seed);

/// <summary>What of <see cref="ISimulatedExpert.Simulate"/> is asked.</summary>
internal sealed record SimulateWire(RequestWire Request, bool HasUniforms);

/// <summary>A simulation; its arrays go through shared memory.</summary>
internal sealed record SimulationWire(PlanesWire? Mask, bool HasProbability);

/// <summary>The host's raters and its place for questions, as an expert in a process of its own sees them.</summary>
internal sealed class OwnersExperts(IPluginOwner owner, int thing, Step step) : IRaterMasks, IQuestionStore
{
    public IReadOnlyList<string> Raters => step.Raters ?? [];

    public RaterMask Find(string caseId, string rater) => ExpertWire.Read(Of(owner.RaterMaskAsync(thing, caseId, rater)));

    public string Submit(string expert, ExpertRequest request, CancellationToken cancellation = default)
    {
        Dictionary<string, byte[]> planes = [];
        return Of(owner.SubmitAsync(thing, expert, ExpertWire.Write(request, planes.Add), planes));
    }

    public ExpertReply Find(string id, CancellationToken cancellation = default)
    {
        var wire = Of(owner.FindAsync(thing, id));
        return ExpertWire.Read(wire, name => wire.Planes[name]);
    }

    private static T Of<T>(Task<T> task)
    {
        try
        {
            return task.GetAwaiter().GetResult();
        }
        catch (StreamJsonRpc.RemoteRpcException e)
        {
            throw RemoteFailure.Of(e);
        }
    }
}

using System.Text.Json;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Host.Plugins.Isolation;
using TorchSharp;

namespace DeferredSeg.Host.Plugins.Processes.Worker;

/// <summary>A deferral head in a plugin's process.</summary>
internal sealed class WorkerHead(GuardedHead head) : IWorkerThing
{
    public StepResult Result { get; } = new() { Head = head.Description, Abilities = head is ITrainableHead ? [nameof(ITrainableHead)] : [] };

    public torch.Device Device => head.Device;

    public void Take(Step step)
    {
        var module = ((ITrainableHead)head).Module;
        ModuleWeights.LoadFile(module, step.Paths[0]);
        module.eval();
    }

    public JsonElement? Call(string method, Delivery delivery, JsonElement? arguments, Cargo result, CancellationToken cancellation)
    {
        if (method != "Route")
            throw new InvalidDataException($"There is no call '{method}' of a head.");
        if (head.Inner.Route(delivery.Segmentation(), cancellation) is not { } output)
            return null;
        result.Add(output);
        return PluginWire.Write(true);
    }

    public void Dispose() => head.Dispose();
}

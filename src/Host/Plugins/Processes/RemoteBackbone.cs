using System.Collections.Concurrent;
using System.Text.Json;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Host.Plugins.Processes.Worker;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Plugins.Processes;

/// <summary>A backbone in a process of its plugin's own, for inference. What it returns lies in memory that both processes share.</summary>
internal sealed class RemoteBackbone : ISegmentorBackbone
{
    private readonly RemoteThing _thing;
    private readonly torch.Device _device;
    private readonly StepResult _made;
    private readonly RemoteAbilities _abilities;
    private readonly ConcurrentQueue<int> _forgotten = [];

    /// <summary>Makes one.</summary>
    /// <param name="process">The plugin's process.</param>
    /// <param name="step">How.</param>
    public RemoteBackbone(PluginProcess process, Step step)
    {
        _device = torch.device(step.Device);
        _thing = new(process);
        try
        {
            _made = _thing.Take(step, draws: true);
        }
        catch
        {
            _thing.Release();
            throw;
        }
        _abilities = new(this, _made);
    }

    /// <summary>Whether its network has parameters that the host fills.</summary>
    public bool HasModule => _made.Abilities.Contains(nameof(ITrainableBackbone));

    /// <summary>Whether it takes weights in one way or another.</summary>
    public bool TakesWeights => HasModule || _made.Abilities.Contains(nameof(IWeightImport));

    /// <summary>The steps by which it was made.</summary>
    public IReadOnlyList<Step> Steps => _thing.Steps;

    public BackboneDescription Describe() => _made.Backbone!;

    /// <summary>One of the contract's optional interfaces; null where the network does not have it, or where it needs the network in this process.</summary>
    public T? Ability<T>()
        where T : class => _abilities.Of<T>();

    public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default) =>
        Call("Encode", new Cargo().Add("images", images), PluginWire.Write(request), static delivery => delivery.Embedding(), cancellation)!;

    public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) =>
        Call(
            "Decode",
            new Cargo().Add(embedding).Add(prompts),
            PluginWire.Write(PromptWire.Of(prompts)),
            static delivery => delivery.Segmentation(),
            cancellation
        )!;

    /// <summary>Adds native routing channels.</summary>
    internal void AddRoutingChannels(int experts) => _thing.Take(new(StepKind.Routing) { Experts = experts }, draws: true);

    /// <summary>Fills it with the weights of files; see <see cref="Commands.BackboneWeights"/>.</summary>
    public void LoadWeights(IReadOnlyList<string> paths, string? root, bool around) =>
        _thing.Take(new(around ? StepKind.WeightsAround : StepKind.Weights) { Paths = [.. paths.Select(Path.GetFullPath)], Root = root }, draws: false);

    /// <summary>Fills its module from a file that training wrote.</summary>
    public void LoadModule(string path) => _thing.Take(new(StepKind.Module) { Paths = [Path.GetFullPath(path)] }, draws: false);

    /// <summary>Frees it in its process, and ends that where nothing else is in it. What it says of itself stays.</summary>
    public void Leave()
    {
        _thing.Release();
        _thing.Process.EndIdle();
    }

    public void Dispose() => _thing.Release();

    /// <summary>Makes a call; null where the plugin returned null.</summary>
    internal T? Call<T>(string method, Cargo cargo, JsonElement? arguments, Func<Delivery, T> read, CancellationToken cancellation = default)
        where T : class
    {
        TellForgotten();
        return _thing.Process.Call(
            _thing,
            method,
            cargo,
            arguments,
            // Preparation is on the CPU wherever the network is.
            method is "Preprocess" or "Prepare" or "Restore"
                ? torch.CPU
                : _device,
            (delivery, value) => value is null ? null : read(delivery),
            cancellation
        );
    }

    /// <summary>Makes a call that gives a plain value besides.</summary>
    internal T? Call<TValue, T>(string method, Cargo cargo, JsonElement? arguments, Func<Delivery, TValue, T> read, CancellationToken cancellation = default)
        where T : class
    {
        TellForgotten();
        return _thing.Process.Call(
            _thing,
            method,
            cargo,
            arguments,
            torch.CPU,
            (delivery, value) => value is null ? null : read(delivery, PluginWire.Read<TValue>(value)),
            cancellation
        );
    }

    /// <summary>The number of the process that it is in.</summary>
    internal int Generation => _thing.Generation;

    /// <summary>Something that the process keeps is not needed any more; it is told with the next call.</summary>
    internal void Forget(int generation, int number)
    {
        if (generation == Generation)
            _forgotten.Enqueue(number);
    }

    private void TellForgotten()
    {
        List<int> numbers = [];
        while (_forgotten.TryDequeue(out var number))
            numbers.Add(number);
        if (numbers.Count > 0)
            _thing.Process.Call(_thing, "Forget", new(), PluginWire.Write(numbers), torch.CPU, static (_, _) => true);
    }
}

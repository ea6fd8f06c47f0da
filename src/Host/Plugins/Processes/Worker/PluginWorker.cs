using System.Text.Json;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.PluginKit;
using TorchSharp;

namespace DeferredSeg.Host.Plugins.Processes.Worker;

/// <summary>Does in a plugin's process what the host asks for: on one thread, one call after the other, without gradients.</summary>
internal sealed class PluginWorker(IPluginOwner owner) : IPluginWorker, IDisposable
{
    private readonly CallThread _thread = new("plugin");
    private readonly WorkerBlocks _blocks = new(owner);
    private readonly WorkerPlugins _plugins = new();
    private readonly WorkerChecks _checks = new();
    private readonly Dictionary<int, IWorkerThing> _things = [];

    public Task LoadAsync(string folder, CancellationToken cancellation) =>
        Run(
            "Load",
            _ =>
            {
                _plugins.Load(folder);
                return true;
            },
            makes: true,
            cancellation
        );

    // Checks look after threads, scopes and gradients by themselves, and hold a plugin to what it does to them.
    public Task<CheckResult> CheckAsync(CheckRequest request, CancellationToken cancellation) =>
        Task.Run(() => _checks.Run(request, cancellation), cancellation);

    public Task<StepResult> StepAsync(int thing, Step step, CancellationToken cancellation) =>
        Run(
            step.Kind.ToString(),
            _ =>
            {
                WorkerPlugins.Draw(step);
                if (!_things.TryGetValue(thing, out var made))
                    _things.Add(thing, made = Make(thing, step));
                else
                    made.Take(step);
                return made.Result with { Random = step.Random is null ? null : Generator.Get() };
            },
            makes: true,
            cancellation
        );

    public Task<CallResult> CallAsync(CallRequest request, CancellationToken cancellation) =>
        Run(
            request.Method,
            stop =>
            {
                _blocks.Follow(request);
                var thing = _things[request.Thing];
                var cargo = new Cargo();
                using var frozen = torch.no_grad();
                var value = thing.Call(request.Method, Delivered(request, thing), request.Arguments, cargo, stop);
                var (block, parts) = _blocks.Pack(cargo, request.Space, thing.Device);
                return new CallResult(block, parts, value);
            },
            makes: false,
            cancellation
        );

    public Task ReleaseAsync(int[] things) =>
        Run(
            "Dispose",
            _ =>
            {
                foreach (var thing in things)
                {
                    if (_things.Remove(thing, out var made))
                        made.Dispose();
                }
                return true;
            },
            makes: true,
            CancellationToken.None
        );

    public void Dispose()
    {
        _checks.Dispose();
        _blocks.Dispose();
        _thread.Dispose();
    }

    private Delivery Delivered(CallRequest request, IWorkerThing thing) => new(request.Parts, id => _blocks[id], null, thing.Device);

    private IWorkerThing Make(int thing, Step step) =>
        step.Kind switch
        {
            StepKind.Head => new WorkerHead(_plugins.Head(step)),
            StepKind.Expert => new WorkerExpert(_plugins.Expert(step, new OwnersExperts(owner, thing, step))),
            _ => new WorkerBackbone(_plugins.Backbone(step), torch.device(step.Device)),
        };

    private Task<T> Run<T>(string name, Func<CancellationToken, T> body, bool makes, CancellationToken cancellation) =>
        Task.Run(
            () =>
            {
                try
                {
                    return _thread.Run(name, body, null, null, cancellation, makes);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    throw RemoteFailure.ToTell(e);
                }
            },
            cancellation
        );
}

/// <summary>Something that was made in a plugin's process.</summary>
internal interface IWorkerThing : IDisposable
{
    /// <summary>What it says of itself.</summary>
    StepResult Result { get; }

    /// <summary>Where its tensors lie.</summary>
    torch.Device Device { get; }

    /// <summary>Takes a further step.</summary>
    void Take(Step step);

    /// <summary>Makes a call, within a dispose scope.</summary>
    /// <param name="method">The method.</param>
    /// <param name="delivery">What came with it.</param>
    /// <param name="arguments">Everything else.</param>
    /// <param name="result">Takes the result's tensors and bytes.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>Everything else; null where the plugin returned null.</returns>
    JsonElement? Call(string method, Delivery delivery, JsonElement? arguments, Cargo result, CancellationToken cancellation);
}

using System.Collections.Concurrent;
using System.Text.Json;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.PluginKit;
using TorchSharp;

namespace DeferredSeg.Host.Plugins.Processes.Worker;

/// <summary>Does in a plugin's process what the host asks for: on one thread, one call after the other, without gradients.</summary>
internal sealed class PluginWorker(IPluginOwner owner) : IPluginWorker, IDisposable
{
    /// <summary>The plugin's thread, to which its messages go.</summary>
    public PluginThread Thread { get; } = new();

    private readonly WorkerBlocks _blocks = new(owner);
    private readonly WorkerPlugins _plugins = new();
    private readonly WorkerChecks _checks = new();
    private readonly Dictionary<int, IWorkerThing> _things = [];

    public Task LoadAsync(string folder, CancellationToken cancellation) =>
        Run(
            () =>
            {
                _plugins.Load(folder);
                return true;
            },
            makes: true
        );

    // Checks look after threads, scopes and gradients by themselves, and hold a plugin to what it does to them.
    public Task<CheckResult> CheckAsync(CheckRequest request, CancellationToken cancellation) =>
        Task.Run(() => _checks.Run(request, cancellation), cancellation);

    public Task<StepResult> StepAsync(int thing, Step step, CancellationToken cancellation) =>
        Run(
            () =>
            {
                WorkerPlugins.Draw(step);
                if (!_things.TryGetValue(thing, out var made))
                    _things.Add(thing, made = Make(thing, step));
                else
                    made.Take(step);
                return made.Result with { Random = step.Random is null ? null : Generator.Get() };
            },
            makes: true
        );

    public Task<CallResult> CallAsync(CallRequest request, CancellationToken cancellation) =>
        Run(
            () =>
            {
                _blocks.Follow(request);
                var thing = _things[request.Thing];
                var cargo = new Cargo();
                using var frozen = torch.no_grad();
                var value = thing.Call(request.Method, Delivered(request, thing), request.Arguments, cargo, cancellation);
                var (block, parts) = _blocks.Pack(cargo, request.Space, thing.Device);
                return new CallResult(block, parts, value);
            },
            makes: false
        );

    public Task ReleaseAsync(int[] things) =>
        Run(
            () =>
            {
                foreach (var thing in things)
                {
                    if (_things.Remove(thing, out var made))
                        made.Dispose();
                }
                return true;
            },
            makes: true
        );

    public void Dispose()
    {
        _checks.Dispose();
        _blocks.Dispose();
        Thread.Dispose();
    }

    private Delivery Delivered(CallRequest request, IWorkerThing thing) => new(request.Parts, id => _blocks[id], null, thing.Device);

    private IWorkerThing Make(int thing, Step step) =>
        step.Kind switch
        {
            StepKind.Head => new WorkerHead(_plugins.Head(step)),
            StepKind.Expert => new WorkerExpert(_plugins.Expert(step, new OwnersExperts(owner, thing, step))),
            _ => new WorkerBackbone(_plugins.Backbone(step), torch.device(step.Device)),
        };

    /// <summary>Runs a call on the plugin's thread, on which messages arrive.</summary>
    /// <param name="body">The call.</param>
    /// <param name="makes">Whether it makes something that stays: then no dispose scope is around it, whose end would free weights and buffers.</param>
    private static Task<T> Run<T>(Func<T> body, bool makes)
    {
        try
        {
            using var scope = makes ? null : torch.NewDisposeScope();
            return Task.FromResult(body());
        }
        catch (OperationCanceledException e)
        {
            return Task.FromException<T>(e);
        }
        catch (Exception e)
        {
            return Task.FromException<T>(RemoteFailure.ToTell(e));
        }
    }
}

/// <summary>The one thread on which a plugin's code runs in its process: messages are taken up on it, in their order.</summary>
internal sealed class PluginThread : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];

    public PluginThread() => new Thread(Work) { IsBackground = true, Name = "plugin" }.Start();

    public override void Post(SendOrPostCallback d, object? state) => _queue.Add((d, state));

    public override SynchronizationContext CreateCopy() => this;

    public void Dispose() => _queue.CompleteAdding();

    private void Work()
    {
        foreach (var (callback, state) in _queue.GetConsumingEnumerable())
            callback(state);
    }
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

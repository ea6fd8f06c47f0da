using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Host.Commands;
using DeferredSeg.Host.Plugins.Isolation;
using Microsoft.Extensions.Configuration;
using TorchSharp;

namespace DeferredSeg.Host.Plugins.Processes.Worker;

/// <summary>Makes things in a plugin's process, by the same plugin host that makes them elsewhere.</summary>
internal sealed class WorkerPlugins
{
    private readonly Dictionary<string, PluginHost> _hosts = [];

    /// <summary>Loads a plugin's code and lets go of it.</summary>
    /// <exception cref="PluginException">It cannot be loaded.</exception>
    public void Load(string folder)
    {
        using var host = PluginHost.Open(new(folder));
        host.Plugins[0].Load();
    }

    public GuardedBackbone Backbone(Step step)
    {
        var device = torch.device(step.Device);
        var backbone =
            step.Kind == StepKind.Wrapper
                ? Of(step).CreateWrapper(step.Id, Inner(step), new(Options(step), device), step.Key)
                : Of(step)
                    .CreateBackbone(
                        step.Id,
                        new(Options(step), device)
                        {
                            Model = step.Model is { } model ? new ModelSource(model.Path, model.Sha256) { Weights = new WeightReader() } : null,
                        },
                        step.Key
                    );
        (backbone as ITrainableBackbone)?.Module.eval();
        return backbone;
    }

    public GuardedHead Head(Step step)
    {
        var made = step.Head!;
        var head = Of(step)
            .CreateHead(
                step.Id,
                new HeadContext(Options(step), torch.device(step.Device), made.Experts, made.FeatureChannels, made.Classes, made.NativeRouting)
                {
                    ClassKind = made.ClassKind,
                    SpatialAxes = made.SpatialAxes,
                    ImageChannels = made.ImageChannels,
                    HasPasses = made.HasPasses,
                }
            );
        (head as ITrainableHead)?.Module.eval();
        return head;
    }

    public GuardedExpertSource Expert(Step step, OwnersExperts owner) =>
        Of(step)
            .CreateExpert(step.Id, new ExpertContext(step.Name, Options(step), step.Raters is null ? null : owner) { Questions = step.Asks ? owner : null });

    /// <summary>Takes a further step with a backbone.</summary>
    public static void Take(GuardedBackbone backbone, Step step)
    {
        switch (step.Kind)
        {
            case StepKind.Routing:
                backbone.AddRoutingChannels(step.Experts);
                break;
            case StepKind.Weights:
                BackboneWeights.Load(backbone, step.Paths, step.Root);
                break;
            case StepKind.WeightsAround:
                BackboneWeights.LoadAround(backbone, step.Paths, step.Root);
                break;
            case StepKind.Module:
                ModuleWeights.LoadFile(((ITrainableBackbone)backbone).Module, step.Paths[0]);
                break;
        }
        (backbone as ITrainableBackbone)?.Module.eval();
    }

    // What a wrapper is put around, with its weights; the wrapper's own random numbers come after theirs.
    private List<GuardedBackbone> Inner(Step wrapper)
    {
        List<GuardedBackbone> inner = [];
        foreach (var steps in wrapper.Inner)
        {
            Draw(steps[0]);
            inner.Add(Backbone(steps[0]));
            foreach (var step in steps.Skip(1))
            {
                Draw(step);
                Take(inner[^1], step);
            }
        }
        Draw(wrapper);
        return inner;
    }

    /// <summary>Lets a step draw the random numbers that it would draw in the host's process.</summary>
    public static void Draw(Step step)
    {
        if (step.Random is { } state)
            Generator.Set(state);
    }

    private PluginHost Of(Step step)
    {
        if (!_hosts.TryGetValue(step.Folder, out var host))
            _hosts.Add(step.Folder, host = PluginHost.Open(new(step.Folder)));
        return host;
    }

    private static IConfiguration Options(Step step) => new ConfigurationBuilder().AddInMemoryCollection(step.Options).Build();
}

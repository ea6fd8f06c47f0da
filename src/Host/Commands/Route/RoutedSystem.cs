using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Formats;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Configuration.Settings;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.Training.Deferred;
using DeferredSeg.Training.Experts;
using DeferredSeg.Training.Weights;
using Microsoft.Extensions.Configuration;
using TorchSharp;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>What an experiment's configuration names, made: backbone, head and experts.</summary>
internal sealed class RoutedSystem : IDisposable
{
    private static readonly IConfiguration _none = new ConfigurationBuilder().Build();

    private readonly GuardedHead _head;
    private readonly List<GuardedExpertSource> _experts;

    private RoutedSystem(GuardedBackbone backbone, GuardedHead head, List<GuardedExpertSource> experts, torch.Device device)
    {
        Backbone = backbone;
        _head = head;
        _experts = experts;
        Device = device;
        Segmentor = new(backbone, head);
        Panel = new(experts);
    }

    public GuardedBackbone Backbone { get; }

    public DeferredSegmentor Segmentor { get; }

    public ExpertPanel Panel { get; }

    public torch.Device Device { get; }

    /// <summary>Makes everything, in evaluation mode. What was made before something failed is freed.</summary>
    /// <exception cref="ConfigurationException">There is no expert, no such device, or a plugin refuses its options.</exception>
    /// <exception cref="PluginException">A plugin cannot be used.</exception>
    public static RoutedSystem Create(Experiment experiment, PluginHost plugins)
    {
        var settings = experiment.Settings;
        var experts = settings.Experts ?? [];
        if (experts.Count == 0) throw new ConfigurationException("$.experts is empty; routing needs at least one expert, for example { \"source\": \"oracle\" }.");
        var device = DeviceOf(settings.Device);
        torch.manual_seed(settings.Seed);
        var made = new Stack<IDisposable>();
        T Keep<T>(T one)
            where T : IDisposable
        {
            made.Push(one);
            return one;
        }
        try
        {
            var backbone = Keep(plugins.CreateBackbone((settings.Backbone ?? new()).Id, new(settings.Backbone?.Options ?? _none, device)));
            var description = backbone.Description;
            if (description.RoutesNatively) backbone.AddRoutingChannels(experts.Count);
            var head = Keep(plugins.CreateHead((settings.Head ?? new()).Id, new(settings.Head?.Options ?? _none, device, experts.Count, description.DecoderChannels, description.Classes, description.RoutesNatively)));
            if (settings.Backbone?.Weights is { } weights) Load(weights, file => BackboneWeights.Load(backbone, file));
            if (settings.Head?.Weights is { } routing) Load(routing, file => ModuleWeights.Load((head as ITrainableHead)?.Module ?? throw new ConfigurationException($"The head {head.Description.Id} takes no weights; leave $.head.weights out."), file));
            (backbone as ITrainableBackbone)?.Module.eval();
            (head as ITrainableHead)?.Module.eval();
            var names = experiment.ExpertNames();
            List<GuardedExpertSource> sources = [.. experts.Select((expert, i) => Keep(plugins.CreateExpert(expert.Source, new ExpertContext(names[i], expert.Options ?? _none, null))))];
            return new(backbone, head, sources, device);
        }
        catch
        {
            while (made.TryPop(out var one)) one.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var expert in _experts) expert.Dispose();
        _head.Dispose();
        Backbone.Dispose();
    }

    private static void Load(string path, Action<Formats.Tensors.ITensorFile> load)
    {
        using var file = WeightFile.Open(path);
        load(file);
    }

    private static torch.Device DeviceOf(string name)
    {
        try
        {
            var device = torch.device(name);
            if (device.type == DeviceType.CUDA && !torch.cuda.is_available()) throw new ConfigurationException($"$.device is '{name}'; this machine offers no CUDA. Use cpu.");
            return device;
        }
        catch (Exception e) when (e is not ConfigurationException)
        {
            throw new ConfigurationException($"$.device is '{name}'; expected cpu, cuda, or cuda:1 and so on.", e);
        }
    }
}

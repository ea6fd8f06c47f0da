using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Engine.Conversations;
using DeferredSeg.Engine.Fitting;
using DeferredSeg.Engine.Guarantees;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Host.Commands;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.Libtorch;
using Microsoft.Extensions.Configuration;
using TorchSharp;

namespace DeferredSeg.Host.Runs;

/// <summary>What an experiment's configuration names, made: backbone, head and experts.</summary>
internal sealed class ConfiguredSystem : IDisposable
{
    private static readonly IConfiguration _none = new ConfigurationBuilder().Build();

    private readonly GuardedHead? _head;

    private ConfiguredSystem(GuardedBackbone backbone, GuardedHead? head, List<GuardedExpertSource> experts, torch.Device device)
    {
        (Backbone, _head, Experts, Device) = (backbone, head, experts, device);
        Panel = new(head is null ? [] : experts);
    }

    public GuardedBackbone Backbone { get; }

    /// <summary>The head; null where nothing is routed.</summary>
    public IDeferralHead? Head => _head;

    /// <summary>Backbone and head as one.</summary>
    public DeferredSystem Deferred => new(Backbone, _head, Device);

    /// <summary>The experts of the configuration, 1 to J; also where nothing is routed, so that references are made of the same raters.</summary>
    public IReadOnlyList<GuardedExpertSource> Experts { get; }

    /// <summary>The experts that are asked: none where nothing is routed.</summary>
    public ExpertPanel Panel { get; }

    public torch.Device Device { get; }

    /// <summary>Conversations that the network holds about an image's target; null where it holds none.</summary>
    public HeldConversations? Conversations => Backbone.Conversation is { } held ? new(held.Begin, held.Restore) : null;

    /// <summary>What fitting found about the router; null where nothing is known.</summary>
    public FittedRouter? Fitted { get; set; }

    /// <summary>What came of a guarantee that was asked for; null where none was.</summary>
    public CertifiedPolicy? Certified { get; private set; }

    /// <summary>Backbone and head of each network that answers: this one's, and those that were joined to it.</summary>
    public IReadOnlyList<DeferredSystem> Networks => [Deferred, .. _joined.Select(one => one.Deferred)];

    private readonly List<ConfiguredSystem> _joined = [];

    /// <summary>Lets another network answer together with this one, as an ensemble; it is this one's to dispose from here on.</summary>
    /// <exception cref="ConfigurationException">The two take other images, or give other classes or another routing.</exception>
    public void Join(ConfiguredSystem other)
    {
        _joined.Add(other);
        ConfiguredBackbone.RequireSame(Backbone.Description, other.Backbone.Description, "An ensemble names");
        if (Panel.Experts.Count != other.Panel.Experts.Count || Head?.Describe().Parameterisation != other.Head?.Describe().Parameterisation)
            throw new ConfigurationException(
                $"An ensemble has networks that route to {Panel.Experts.Count} experts ({Head?.Describe().Id ?? "no head"}) and to "
                    + $"{other.Panel.Experts.Count} ({other.Head?.Describe().Id ?? "no head"}); expected networks that route alike. Choose some with --member."
            );
    }

    /// <summary>Makes everything, in evaluation mode. What was made before something failed is freed.</summary>
    /// <param name="experiment">What to make; fresh weights follow from its seed.</param>
    /// <param name="plugins">The plugins present.</param>
    /// <param name="raters">The recorded raters for a backbone, as its input lies; null for none.</param>
    /// <param name="routes">Whether pixels are routed; without, there is no head, and nobody is asked.</param>
    /// <param name="questions">Where people are asked; null where nobody can be.</param>
    /// <exception cref="ConfigurationException">
    /// There is no expert, no such device, or a plugin refuses its options; or what <paramref name="raters"/> throws.
    /// </exception>
    /// <exception cref="PluginException">A plugin cannot be used.</exception>
    public static ConfiguredSystem Create(
        Experiment experiment,
        PluginHost plugins,
        Func<GuardedBackbone, IRaterMasks?>? raters = null,
        bool routes = true,
        IQuestionStore? questions = null
    )
    {
        var settings = experiment.Settings;
        IReadOnlyList<Configuration.ExpertSettings> experts = settings.Experts ?? [];
        if (routes && experts.Count == 0)
            throw new ConfigurationException("$.experts is empty; routing needs at least one expert, for example { \"source\": \"oracle\" }.");
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
            var backbone = Keep(ConfiguredBackbone.Create(experiment, plugins, device, routes ? experts.Count : 0));
            var head = routes ? Keep(MakeHead(experiment, plugins, backbone.Description, experts.Count, device)) : null;
            if (head is not null && settings.Head?.Weights is { Length: > 0 } routing)
            {
                if (!head.HasModule)
                    throw new ConfigurationException($"The head {head.Description.Id} takes no weights; leave $.head.weights out.");
                head.LoadModule(NamedFile.Of(routing, "$.head.weights"));
            }
            if (head is not null)
                head.HasTrainedWeights = settings.Head?.Weights is { Length: > 0 };
            (head as ITrainableHead)?.Module.eval();
            var names = experiment.ExpertNames();
            var masks = raters?.Invoke(backbone);
            List<GuardedExpertSource> sources =
            [
                .. experts.Select(
                    (expert, i) =>
                        Keep(plugins.CreateExpert(expert.Source, new ExpertContext(names[i], expert.Options ?? _none, masks) { Questions = questions }))
                ),
            ];
            return new(backbone, head, sources, device);
        }
        catch
        {
            while (made.TryPop(out var one))
                one.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes over the weights that a trained network left in a folder: <c>backbone.safetensors</c>, which is not there where the backbone was left as
    /// it was, and <c>head.safetensors</c> where pixels are routed.
    /// </summary>
    /// <exception cref="WeightFileException">A file is missing or damaged, or belongs to another network.</exception>
    public void LoadTrained(string folder)
    {
        IsTrained();
        var weights = Path.Combine(folder, "backbone.safetensors");
        var routing = Path.Combine(folder, "head.safetensors");
        var best = _head is { HasModule: true } || (_head is null && File.Exists(routing)) ? routing : weights;
        if (!File.Exists(best))
            throw new DataException(
                $"{folder} has no {Path.GetFileName(best)}; expected the best weights of a trained network. Train the run to its first validation: "
                    + "./deferredseg train --resume, or name another run."
            );
        if (Backbone.HasModule && (best == weights || File.Exists(weights)))
            Backbone.LoadModule(weights);
        if (_head is not { HasModule: true } head)
            return;
        RequirePanel(folder);
        head.LoadModule(routing);
        if (IsEstimated)
            Fitted = FittedRouter.Read(folder);
        Certified = CertifiedPolicy.Read(folder);
    }

    /// <summary>Takes over the segmentor that was trained alone.</summary>
    /// <param name="folder">The folder with <c>backbone.safetensors</c>.</param>
    /// <exception cref="WeightFileException">The file is damaged, or belongs to another network.</exception>
    public void LoadBackbone(string folder)
    {
        if (Backbone.HasModule)
            Backbone.LoadModule(Path.Combine(folder, "backbone.safetensors"));
    }

    /// <summary>Another head like this one's, with fresh weights from torch's generator; the caller's to dispose.</summary>
    public GuardedHead FreshHead(Experiment experiment, PluginHost plugins) => MakeHead(experiment, plugins, Backbone.Description, Panel.Experts.Count, Device);

    /// <summary>Whether the head gives estimates.</summary>
    public bool IsEstimated => _head?.Description.Parameterisation == RoutingParameterisation.Estimates;

    /// <summary>Refuses another number of experts than a run was trained for, before tensors of other shapes would be all there is to say.</summary>
    private void RequirePanel(string folder)
    {
        var run = new DirectoryInfo(folder);
        while (run is not null && !File.Exists(Path.Combine(run.FullName, RunPlan.ConfigurationFile)))
            run = run.Parent;
        if (run is null)
            return;
        var trained = LayeredConfiguration
            .Read([Path.Combine(run.FullName, RunPlan.ConfigurationFile)], [], environment: false)
            .Root.GetSection("experts")
            .GetChildren()
            .Count();
        if (trained > 0 && trained != Panel.Experts.Count)
            throw new ConfigurationException(
                $"The run {run.FullName} was trained for {Count(trained)}, and the configuration names {Count(Panel.Experts.Count)}: "
                    + $"{string.Join(", ", Panel.Experts.Select(expert => expert.Id))}. Name as many as in training, in the same order; who is away is said by "
                    + "routing:absent, or --absent."
            );

        static string Count(int experts) => experts == 1 ? "1 expert" : $"{experts} experts";
    }

    /// <summary>From here on what is not finite is the weights' fault, not the plugins'.</summary>
    public void IsTrained()
    {
        Backbone.HasTrainedWeights = true;
        if (_head is not null)
            _head.HasTrainedWeights = true;
    }

    public void Dispose()
    {
        foreach (var other in _joined)
            other.Dispose();
        foreach (var expert in Experts)
            expert.Dispose();
        _head?.Dispose();
        Backbone.Dispose();
    }

    private static GuardedHead MakeHead(Experiment experiment, PluginHost plugins, BackboneDescription description, int experts, torch.Device device)
    {
        var settings = experiment.Settings.Head ?? new();
        var head = plugins.CreateHead(
            settings.Id,
            new(settings.Options ?? _none, device, experts, description.DecoderChannels, description.Classes, description.RoutesNatively)
            {
                ClassKind = description.ClassKind,
                ImageChannels = description.Input.Channels,
                SpatialAxes = description.Input.SpatialAxes,
                HasPasses = description.HasPasses,
            }
        );
        try
        {
            DeferredSystem.Require(head.Description, description);
            return head;
        }
        catch (ArgumentException e)
        {
            head.Dispose();
            throw new ConfigurationException($"$.head: {e.Message}", e);
        }
    }

    private static torch.Device DeviceOf(string name)
    {
        LibtorchProcess.Start();
        // Before the device is made: without CUDA, making one is refused in words that do not say why.
        if ((name == "cuda" || name.StartsWith("cuda:", StringComparison.Ordinal)) && !torch.cuda.is_available())
            throw new ConfigurationException($"$.device is '{name}', but libtorch finds no CUDA: {LibtorchBuild.WhyNoCuda} Or set device to cpu.");
        try
        {
            return torch.device(name);
        }
        catch (Exception e)
        {
            throw new ConfigurationException($"$.device is '{name}'; expected cpu, cuda, or cuda:1 and so on.", e);
        }
    }
}

using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Deferral.Routing.Regions;
using DeferredSeg.Engine.Conversations;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.Host.Runs;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>An image in the network's input space, and what belongs to it in its own pixels H by W.</summary>
/// <param name="Info">Which case it is.</param>
/// <param name="Image">float32 <c>[1, C, H', W']</c>, the caller's; null where <see cref="Maps"/> says what the network made of it.</param>
/// <param name="Placement">Where the network's pixels lie in the image's own.</param>
/// <param name="Shown">The image for a person, H by W.</param>
/// <param name="Truth">Its truth, K planes; null where it is not known.</param>
internal sealed record CaseInput(CaseInfo Info, Tensor? Image, Placement Placement, ImagePlanes Shown, MaskPlanes? Truth)
{
    /// <summary>What the network said of it on its own pixels, as a slice of a volume that was segmented whole; null where it is to be asked.</summary>
    public OutputMaps? Maps { get; init; }

    /// <summary>Who answers for its pixels, where that was decided of a whole volume; null where it is to be decided.</summary>
    public RoutingPlan? Plan { get; init; }

    /// <summary>What points the network at its target.</summary>
    public CasePrompts Prompts { get; init; } = CasePrompts.None;

    /// <summary>Where the image shows anything, one plane; null means everywhere.</summary>
    public MaskPlanes? FieldOfView { get; init; }

    /// <summary>The field of view on the network's pixels, float32 <c>[1, 1, H', W']</c>; null means everywhere.</summary>
    public Tensor? SeenByNetwork =>
        FieldOfView is { } view
            ? torch.tensor(Placement.ToPrepared(view).Values, [1, 1, Placement.Height, Placement.Width], torch.ScalarType.Byte).to(torch.ScalarType.Float32)
            : null;

    /// <summary>Why there is no truth, or what is doubtful about it.</summary>
    public string? Note { get; init; }
}

/// <summary>
/// The way of every routed image, wherever it comes from: through the network, brought back to the image's own pixels, decided and
/// answered there, and fused.
/// </summary>
internal sealed class CaseRouter(ConfiguredSystem system, Experiment experiment)
{
    private readonly string[] _experts = [.. system.Panel.Experts.Select(expert => expert.Id)];

    /// <summary>The seed of simulated experts: that of evaluation.</summary>
    public long ExpertSeed { get; } = experiment.Settings.Evaluation?.Seed ?? 0;

    /// <summary>Where conversations that wait for people are kept; null where they are talked through again.</summary>
    public IConversationStates? Conversations { get; init; }

    /// <summary>Whether the probabilities are brought back to the image's own pixels too.</summary>
    public bool KeepsProbabilities { get; init; } = true;

    private readonly RoutingPolicy _policy = PolicyOf(system, experiment);

    // Without a head nobody is asked, and no policy fits nobody.
    private static RoutingPolicy PolicyOf(ConfiguredSystem system, Experiment experiment) =>
        system.Head is null ? new() : system.Policy(experiment.Settings.Routing);

    private ClassKind ClassKind => system.Backbone.Description.ClassKind;

    /// <summary>Routes one image and asks the experts.</summary>
    /// <param name="input">The image.</param>
    /// <param name="slice">The slice of a volume; null for a picture.</param>
    /// <param name="origin">What the questions to experts follow from.</param>
    /// <param name="seen">Is shown what the network said; its tensors are freed afterwards.</param>
    /// <param name="cancellation">Ends it early.</param>
    public RoutedImage Route(CaseInput input, int? slice, QuestionOrigin origin, Action<NetworkDecision>? seen = null, CancellationToken cancellation = default)
    {
        using var frozen = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        using var about = PluginCase.Name(input.Info.Id);
        var maps = input.Maps ?? Said(input, cancellation);
        var network = NetworkDecision.Of(input.Info.Id, system, _policy, maps, input.FieldOfView?.Values, input.Plan);
        seen?.Invoke(network);
        LargeImages.GiveBack(input.Placement.NativeGrid);
        List<long[]> decisions = [.. Enumerable.Range(0, network.Routings).Select(r => Seen(input, network.Decisions(r)))];
        var gains = network.Gains();
        var model = network.Model;
        var question = new ExpertRequest
        {
            Key = input.Info.Id,
            Case = input.Info,
            Image = input.Shown,
            Classes = network.Classes,
            ClassKind = ClassKind,
            GroundTruth = input.Truth,
            Seed = ExpertSeed,
        };
        using var talk = Talk(input);
        var (fused, replies, settled) = new ExpertQuestions(system, _policy) { Conversations = Conversations }.Ask(
            question,
            origin,
            decisions,
            gains,
            model,
            network.Other,
            talk,
            cancellation
        );
        LargeImages.GiveBack(input.Placement.NativeGrid);
        var channels = decisions.Select(decision => Array.ConvertAll(decision, channel => (byte)channel));
        var regions = Regions(input, gains, decisions, slice);
        return new(
            slice ?? 0,
            input.Shown,
            model,
            fused,
            [.. channels],
            KeepsProbabilities ? Deferral(network) : [],
            [.. regions],
            replies,
            network.SoftLoads()
        )
        {
            Predictor = KeepsProbabilities && maps.Predictor is { } map ? map.sigmoid().contiguous().data<float>().ToArray() : null,
            Truth = input.Truth,
            FieldOfView = input.FieldOfView,
            Note = input.Note,
            Changes = Changes(network, settled, model, fused),
        };
    }

    /// <summary>What the network says of an image, on the image's own pixels; in the caller's dispose scope.</summary>
    /// <param name="input">The image.</param>
    /// <param name="cancellation">Ends it early.</param>
    public OutputMaps Said(CaseInput input, CancellationToken cancellation)
    {
        using var frozen = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        using var about = PluginCase.Name(input.Info.Id);
        using var result = Segment(input, cancellation);
        var maps = OutputMaps.Of(result).Native(input.Placement, ClassKind, IsEstimated).Cloned();
        result.Dispose();
        LargeImages.GiveBack(input.Placement.NativeGrid);
        return maps;
    }

    private bool IsEstimated => system.Head?.Describe().Parameterisation == RoutingParameterisation.Estimates;

    /// <summary>
    /// Whether it makes a difference that a volume is decided on at once: budgets and capacities are shares of it, regions go through its slices.
    /// </summary>
    public bool DecidesAtOnce =>
        system.Head is not null && _policy is not { Budget: null, Capacities: null, MinimumLoads: null, MinimumRegion: <= 1, FillHoles: 0, InUnits: null };

    /// <summary>Decides a volume at once.</summary>
    /// <param name="name">The volume, for messages.</param>
    /// <param name="maps">What the network said of it.</param>
    /// <param name="inside">The field of view, slice by slice; null means everywhere.</param>
    /// <returns>In the caller's dispose scope.</returns>
    /// <exception cref="ConfigurationException">The policy cannot be followed.</exception>
    public RoutingPlan Plan(string name, OutputMaps maps, byte[]? inside)
    {
        using var frozen = torch.no_grad();
        return NetworkDecision.Of(name, system, _policy, maps, inside).Plan;
    }

    // Several networks have no common conversation, and a volume is segmented whole.
    private ImageTalk? Talk(CaseInput input) =>
        input.Image is { } image && system.Networks.Count == 1 && RegionQuestions.Talks(_policy)
            ? new(system.Deferred, system.Conversations, () => new(image.to(system.Device), input.Prompts, input.Placement), system.Device)
            : null;

    private DeferredOutput Segment(CaseInput input, CancellationToken cancellation)
    {
        var outputs = new List<DeferredOutput>();
        try
        {
            foreach (var network in system.Networks)
            {
                using var embedding = network.Encode(input.Image!, cancellation);
                var output = network.Decode(
                    embedding,
                    network.Prompts([input.Prompts]),
                    seen: new(input.Image!, input.SeenByNetwork),
                    isLast: true,
                    cancellation: cancellation
                );
                outputs.Add(output.Fitting(input.Info.Id, 1, network.Network.Classes, input.Placement.Grid).Finite(input.Info.Id).WithoutFeatures());
            }
            return EnsembleOutput.Mean(outputs, ClassKind, system.Head?.Describe().Parameterisation ?? default);
        }
        catch (Exception e)
        {
            foreach (var output in outputs)
                output.Dispose();
            if (e is ArgumentException or InvalidOperationException)
                throw new DataException($"{input.Info.Id}: {e.Message}", e);
            throw;
        }
    }

    private IEnumerable<RoutedRegion> Regions(CaseInput input, IReadOnlyList<double[]> gains, List<long[]> decisions, int? slice)
    {
        var (height, width) = (input.Shown.Height, input.Shown.Width);
        return decisions.SelectMany(
            (decision, r) => RoutedRegions.Of(decision, gains[r], height, width, _experts, _policy.Connectivity, decisions.Count == 1 ? null : r, slice)
        );
    }

    private static List<float[]> Deferral(NetworkDecision network)
    {
        using var deferral = 1 - network.Probabilities.select(1, 0).clamp(0, 1);
        return [.. Enumerable.Range(0, network.Routings).Select(r => deferral[r].contiguous().data<float>().ToArray())];
    }

    private AnswerChanges? Changes(NetworkDecision network, IReadOnlyList<long[]> settled, MaskPlanes model, MaskPlanes fused)
    {
        // Who does not paint is asked where something else is offered alone, and changes what it differs in: no share that was expected.
        if (network.Decided.Estimates is not { } estimates || _policy is { InUnits: not null, Units.Task: not UnitTask.Annotate })
            return null;
        var plane = model.Height * model.Width;
        return settled
            .Select(
                (decision, r) =>
                    AnswerChanges.Of(
                        estimates,
                        network.Decided.Model,
                        decision,
                        settled.Count == 1 ? null : r,
                        map => map.contiguous().data<double>().ToArray(),
                        pixel => Enumerable.Range(0, model.Classes).Any(k => model.Values[k * plane + pixel] != fused.Values[k * plane + pixel])
                    )
            )
            .Aggregate(AnswerChanges.None, (sum, one) => sum + one);
    }

    private static long[] Seen(CaseInput input, long[] decision)
    {
        if (input.FieldOfView is not { } view)
            return decision;
        for (var pixel = 0; pixel < decision.Length; pixel++)
            decision[pixel] *= view.Values[pixel];
        return decision;
    }
}

using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.Host.Runs;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>An image in the network's input space, and what belongs to it in its own pixels H by W.</summary>
/// <param name="Info">Which case it is.</param>
/// <param name="Image">float32 <c>[1, C, H', W']</c>; the caller's.</param>
/// <param name="Placement">Where the network's pixels lie in the image's own.</param>
/// <param name="Shown">The image for a person, H by W.</param>
/// <param name="Truth">Its truth, K planes; null where it is not known.</param>
internal sealed record CaseInput(CaseInfo Info, Tensor Image, Placement Placement, ImagePlanes Shown, MaskPlanes? Truth)
{
    /// <summary>What points the network at its target.</summary>
    public CasePrompts Prompts { get; init; } = CasePrompts.None;

    /// <summary>Where the image shows anything, one plane; null means everywhere.</summary>
    public MaskPlanes? FieldOfView { get; init; }

    /// <summary>Why there is no truth, or what is doubtful about it.</summary>
    public string? Note { get; init; }
}

/// <summary>
/// The way of every routed image, wherever it comes from: through the network, decided on the network's pixels, brought back to the image's own,
/// answered there, and fused.
/// </summary>
internal sealed class CaseRouter(ConfiguredSystem system, Experiment experiment)
{
    private readonly ExpertQuestions _questions = new(system, PolicyOf(system, experiment));
    private readonly string[] _experts = [.. system.Panel.Experts.Select(expert => expert.Id)];

    /// <summary>The seed of simulated experts: that of evaluation.</summary>
    public long ExpertSeed { get; } = experiment.Settings.Evaluation?.Seed ?? 0;

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
        var place = input.Placement;
        using var result = Segment(input, cancellation);
        var network = NetworkDecision.Of(input.Info.Id, system, _policy, result, input.FieldOfView is { } view ? place.ToPrepared(view).Values : null);
        seen?.Invoke(network);
        List<long[]> decisions = [.. Enumerable.Range(0, network.Routings).Select(r => Seen(input, place.ToNative<long>(network.Decisions(r), 1, 0)))];
        var model = Model(network, place);
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
        var (fused, replies) = _questions.Ask(question, origin, decisions, model, cancellation);
        var channels = decisions.Select(decision => Array.ConvertAll(decision, channel => (byte)channel));
        var regions = Regions(input, network, decisions, slice);
        return new(
            slice ?? 0,
            input.Shown,
            model,
            fused,
            [.. channels],
            KeepsProbabilities ? Deferral(network, place) : [],
            [.. regions],
            replies,
            network.SoftLoads()
        )
        {
            Predictor =
                KeepsProbabilities && network.Predictor is { } map
                    ? place.ToNative(map.sigmoid().contiguous().data<float>().ToArray(), 1, 0, ResizeFilter.Bilinear)
                    : null,
            Truth = input.Truth,
            FieldOfView = input.FieldOfView,
            Note = input.Note,
        };
    }

    private DeferredOutput Segment(CaseInput input, CancellationToken cancellation)
    {
        var outputs = new List<DeferredOutput>();
        try
        {
            foreach (var network in system.Networks)
            {
                using var embedding = network.Encode(input.Image, cancellation);
                var output = network.Decode(embedding, network.Prompts([input.Prompts]), cancellation: cancellation);
                outputs.Add(
                    output
                        .Fitting(input.Info.Id, 1, network.Network.Classes, input.Placement.Height, input.Placement.Width)
                        .Finite(input.Info.Id)
                        .WithoutFeatures()
                );
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

    private IEnumerable<RoutedRegion> Regions(CaseInput input, NetworkDecision network, List<long[]> decisions, int? slice)
    {
        var (height, width) = (input.Shown.Height, input.Shown.Width);
        return decisions.SelectMany(
            (decision, r) =>
            {
                var margins = input.Placement.ToNative<double>(network.Margins(r), 1, double.NegativeInfinity);
                return RoutedRegions.Of(decision, margins, height, width, _experts, _policy.Connectivity, decisions.Count == 1 ? null : r, slice);
            }
        );
    }

    private MaskPlanes Model(NetworkDecision network, Placement place)
    {
        var mask = place.ToNative(new MaskPlanes(place.Height, place.Width, network.Classes, network.ModelMask));
        if (ClassKind != ClassKind.Exclusive)
            return mask;
        // Outside of a crop no class is there, which where classes exclude each other is the background.
        var pixels = mask.Height * mask.Width;
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            var any = false;
            for (var k = 0; k < mask.Classes; k++)
                any |= mask.Values[k * pixels + pixel] == 1;
            if (!any)
                mask.Values[pixel] = 1;
        }
        return mask;
    }

    private static List<float[]> Deferral(NetworkDecision network, Placement place)
    {
        using var deferral = 1 - network.Probabilities.select(1, 0).clamp(0, 1);
        var values = deferral.contiguous().data<float>().ToArray();
        return [.. values.Chunk(place.Height * place.Width).Select(plane => place.ToNative(plane, 1, 0, ResizeFilter.Bilinear))];
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

using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Data.Prompts;
using DeferredSeg.Data.Resizing;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Configuration.Settings;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.Host.Systems;
using DeferredSeg.Training.Deferred;
using TorchSharp;

namespace DeferredSeg.Host.Commands.Route.Images;

/// <summary>Routes images one at a time: prepared as in training, decided on the network's pixels, brought back to their own, and answered there.</summary>
internal sealed class ImageRouter
{
    private readonly DeferralSystem _system;
    private readonly Experiment _experiment;
    private readonly ImagePreparation _preparation;
    private readonly CaseReferences? _references;
    private readonly BoxPrompts? _boxes;
    private readonly ExpertQuestions _questions;
    private readonly string[] _experts;

    /// <exception cref="ConfigurationException">The reference cannot be made as the configuration says, or the backbone is to prepare images and does not.</exception>
    /// <exception cref="DatasetException">The preparation does not fit the network.</exception>
    public ImageRouter(DeferralSystem system, Experiment experiment, ImageSource source)
    {
        (_system, _experiment) = (system, experiment);
        _preparation = new(source.Settings.Preparation ?? new(), system.Backbone.Description.Input, ConfiguredPreprocessing.Of(system.Backbone, source.Settings.Preparation));
        _references = References(source.Dataset);
        _boxes = source.Settings.Boxes is { From: not BoxSource.None } boxes && Description.Prompts.HasFlag(PromptKinds.Box) ? new(boxes, experiment.Settings.Seed) : null;
        _questions = new(system, ExpertSeed);
        _experts = [.. system.Panel.Experts.Select(expert => expert.Id)];
    }

    private BackboneDescription Description => _system.Backbone.Description;

    private RoutingSettings Policy => _experiment.Settings.Routing ?? new();

    private long ExpertSeed => _experiment.Settings.Evaluation?.Seed ?? 0;

    /// <summary>Routes one image and asks the experts.</summary>
    /// <param name="one">The image.</param>
    /// <param name="slice">The slice of a volume; null for a picture.</param>
    /// <param name="fingerprint">What the questions' keys end in: the same for the same image, weights and configuration.</param>
    /// <param name="cancellation">Ends it early.</param>
    public RoutedImage Route(DatasetCase one, int? slice, string fingerprint, CancellationToken cancellation)
    {
        using var frozen = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        using var about = PluginCase.Name(one.Info.Id);
        var made = _references?.Of(one);
        if (made?.Mask is { } mask && (mask.Height, mask.Width) != (one.Height, one.Width)) throw new DatasetException($"The reference of '{one.Info.Id}' is {mask.Height} by {mask.Width} pixels and its image {one.Height} by {one.Width}; expected one size. Give masks of the image.");
        var prepared = _preparation.Prepare(one);
        var place = prepared.Placement;
        using var result = Segment(prepared, made?.Mask, cancellation);
        var network = NetworkDecision.Of(one.Info.Id, _system, Policy, result, place.Height, place.Width);
        var decisions = Enumerable.Range(0, network.Routings).Select(r => Seen(one, place.ToNative<long>(network.Decisions(r), 1, 0))).ToList();
        var regions = decisions.SelectMany((decision, r) => RoutedRegions.Of(decision, place.ToNative<double>(network.Margins(r), 1, double.NegativeInfinity), one.Height, one.Width, _experts, Policy.Connectivity, network.Routings == 1 ? null : r, slice));
        var image = _preparation.ShowWhole(one);
        var model = Model(network, place);
        var (system, replies) = _questions.Ask(new ExpertRequest
        {
            Key = fingerprint,
            Case = one.Info,
            Image = image,
            Classes = network.Classes,
            ClassKind = Description.ClassKind,
            GroundTruth = made?.Mask,
            Seed = ExpertSeed,
        }, decisions, model, cancellation);
        return new(slice ?? 0, image, model, system, [.. decisions.Select(decision => Array.ConvertAll(decision, channel => (byte)channel))], Deferral(network, place), [.. regions], replies, network.SoftLoads())
        {
            Predictor = network.Predictor is { } predictor ? place.ToNative(predictor.sigmoid().contiguous().data<float>().ToArray(), 1, 0, ResizeFilter.Bilinear) : null,
            Truth = made?.Mask,
            FieldOfView = one.FieldOfView,
            Note = made?.Note,
        };
    }

    private DeferredOutput Segment(PreparedImage prepared, MaskPlanes? truth, CancellationToken cancellation)
    {
        var place = prepared.Placement;
        try
        {
            var image = torch.tensor(prepared.Image, [1, _preparation.Channels, place.Height, place.Width], device: _system.Device);
            using var embedding = _system.Backbone.Encode(image, EncodeRequest.None, cancellation);
            return _system.Segmentor.Segment(embedding, Prompts(prepared, truth), cancellation);
        }
        catch (ArgumentException e)
        {
            throw new DataException($"{prepared.Info.Id}: {e.Message}", e);
        }
    }

    private PromptBatch Prompts(PreparedImage prepared, MaskPlanes? truth)
    {
        if (_boxes is null) return PromptBatch.None;
        if (_boxes.Truth is not null && truth is null) throw new DataException($"{prepared.Info.Id}: $.dataset.boxes takes boxes from the truth, and the image has none; expected boxes that need no truth. Say --set dataset:boxes:from=wholeImage, or none.");
        var place = prepared.Placement;
        var reference = truth is null ? new(place.Height, place.Width, 1, new byte[place.Height * place.Width]) : place.ToPrepared(truth);
        return new() { Boxes = torch.tensor(_boxes.Of(reference, Description.ClassKind, prepared.Info.Id)!, [1, 4], device: _system.Device) };
    }

    private MaskPlanes Model(NetworkDecision network, Placement place)
    {
        var mask = place.ToNative(new MaskPlanes(place.Height, place.Width, network.Classes, network.ModelMask));
        if (Description.ClassKind != ClassKind.Exclusive) return mask;
        // Outside of a crop no class is there, which where classes exclude each other is the background.
        var pixels = mask.Height * mask.Width;
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            var any = false;
            for (var k = 0; k < mask.Classes; k++) any |= mask.Values[k * pixels + pixel] == 1;
            if (!any) mask.Values[pixel] = 1;
        }
        return mask;
    }

    private static List<float[]> Deferral(NetworkDecision network, Placement place)
    {
        using var deferral = 1 - network.Probabilities.select(1, 0).clamp(0, 1);
        var values = deferral.contiguous().data<float>().ToArray();
        return [.. values.Chunk(place.Height * place.Width).Select(plane => place.ToNative(plane, 1, 0, ResizeFilter.Bilinear))];
    }

    private static long[] Seen(DatasetCase one, long[] decision)
    {
        if (one.FieldOfView is not { } view) return decision;
        for (var pixel = 0; pixel < decision.Length; pixel++) decision[pixel] *= view.Values[pixel];
        return decision;
    }

    private CaseReferences? References(IDataset? dataset)
    {
        if (dataset is null || (!dataset.Description.HasGold && dataset.Raters is null)) return null;
        IRecordedExpert[] recorded = [.. _system.Experts.OfType<IRecordedExpert>()];
        try
        {
            return new(dataset, _experiment.Settings.Reference, caseId => [.. recorded.Select(expert => expert.Origin(caseId, ExpertSeed))]);
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException($"$.reference: {e.Message}", e);
        }
    }
}

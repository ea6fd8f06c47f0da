using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Ledgers;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Data.References;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Runs;
using TorchSharp;

namespace DeferredSeg.Host.Commands.Route.Images;

/// <summary>
/// Prepares the images of a dataset, of files and of volumes as in training, with truth and boxes where they are known, and routes them one at a time.
/// </summary>
internal sealed class ImageRouter
{
    private readonly ConfiguredSystem _system;
    private readonly Experiment _experiment;
    private readonly ImagePreparation _preparation;
    private readonly VolumeRouting? _volumes;
    private readonly CaseReferences? _references;
    private readonly PromptSource _prompts;
    private readonly CaseRouter _router;
    private readonly InputCheck _check;

    /// <exception cref="ConfigurationException">
    /// The reference cannot be made as the configuration says, or the backbone is to prepare images and does not.
    /// </exception>
    /// <exception cref="DatasetException">The preparation does not fit the network.</exception>
    public ImageRouter(ConfiguredSystem system, Experiment experiment, ImageSource source, InputCheck check, bool keepsProbabilities)
    {
        (_system, _experiment, _check) = (system, experiment, check);
        _volumes = VolumeRouting.Of(system, source.Settings, check.IsKnown);
        _preparation = new(
            source.Settings.Preparation ?? new(),
            // Who prepares whole cases itself is shown none of what this prepares; people are.
            _volumes is null
                ? system.Backbone.Description.Input
                : new() { Channels = system.Backbone.Description.Input.Channels },
            _volumes is null ? ConfiguredPreprocessing.Of(system.Backbone, source.Settings.Preparation) : null
        );
        _references = References(source.Dataset);
        _prompts = new(source.Settings, system.Backbone.Description.Prompts, experiment.Settings.Seed);
        _router = new(system, experiment) { KeepsProbabilities = keepsProbabilities };
    }

    /// <summary>Routes one image and asks the experts.</summary>
    /// <param name="one">The image.</param>
    /// <param name="slice">The slice of a volume; null for a picture.</param>
    /// <param name="origin">What the questions to experts follow from.</param>
    /// <param name="volume">
    /// What was said of the volume that it is a slice of, or of it alone; null where the network is asked about the image by itself.
    /// </param>
    /// <param name="cancellation">Ends it early.</param>
    public RoutedImage Route(DatasetCase one, int? slice, QuestionOrigin origin, SegmentedVolume? volume, CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        var made = _references?.Of(one);
        if (made?.Mask is { } mask && (mask.Height, mask.Width) != (one.Height, one.Width))
            throw new DatasetException(
                $"The reference of '{one.Info.Id}' is {mask.Height} by {mask.Width} pixels and its image {one.Height} by "
                    + $"{one.Width}; expected one size. Give masks of the image."
            );
        if (volume is not null)
            return _router.Route(OfVolume(one, slice, made, volume), slice, origin, cancellation: cancellation);
        var prepared = _preparation.Prepare(one);
        string?[] notes = [made?.Note, .. one.Notes, _check.Note(one, prepared)];
        var place = prepared.Placement;
        var image = torch.tensor(prepared.Image, [1, _preparation.Channels, place.Height, place.Width]);
        var input = new CaseInput(one.Info, image, place, _preparation.ShowWhole(one), made?.Mask)
        {
            Prompts = Prompts(prepared, made?.Mask),
            FieldOfView = one.FieldOfView,
            Note = string.Join(' ', notes.OfType<string>()) is { Length: > 0 } note ? note : null,
        };
        return _router.Route(input, slice, origin, cancellation: cancellation);
    }

    /// <summary>Segments the volume that a case is a slice of, or a picture, where the backbone prepares whole cases; null where it does not.</summary>
    /// <param name="one">Any of its slices.</param>
    /// <param name="file">The volume's file; null for a picture.</param>
    /// <param name="done">Is told how many tiles are done, of how many.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="DataException">The network cannot be given it.</exception>
    public SegmentedVolume? Segment(DatasetCase one, string? file, Action<int, int> done, CancellationToken cancellation)
    {
        if (_volumes?.Segment(one, file, done, cancellation) is not { } volume)
            return null;
        using var scope = torch.NewDisposeScope();
        // A field of view is of each slice.
        if (volume.Maps.Routing is null || one.FieldOfView is not null || _router.Plan(one.Info.Id, volume.Maps.Stacked(volume.Axis)) is not { } plan)
            return volume;
        foreach (var map in new[] { plan.Decision, plan.Margin, plan.Expert })
            map.DetachFromDisposeScope();
        return volume with { Plan = plan };
    }

    private CaseInput OfVolume(DatasetCase one, int? slice, CaseReference? made, SegmentedVolume volume)
    {
        string?[] notes = [made?.Note, .. one.Notes];
        return new(one.Info, null, new(one.Height, one.Width, 0, 0, one.Height, one.Width, one.Height, one.Width), _preparation.ShowWhole(one), made?.Mask)
        {
            Maps = volume.Slice(slice ?? 0),
            Plan = volume.PlanOf(slice ?? 0, one.Height),
            FieldOfView = one.FieldOfView,
            Note = string.Join(' ', notes.OfType<string>()) is { Length: > 0 } note ? note : null,
        };
    }

    private CasePrompts Prompts(PreparedImage prepared, MaskPlanes? truth)
    {
        if (truth is null && _prompts.Truth.Count > 0)
            throw new DataException(
                $"{prepared.Info.Id}: {Truthful()} from the truth, and the image has none; expected prompts that need no truth. Say --set "
                    + "dataset:boxes:from=wholeImage, or none, and --set dataset:points:from=none."
            );
        var place = prepared.Placement;
        var reference = truth is null ? new(place.Height, place.Width, 1, new byte[place.Height * place.Width]) : place.ToPrepared(truth);
        return _prompts.Of(reference, _system.Backbone.Description.ClassKind, prepared.Info.Id);
    }

    private string Truthful() =>
        string.Join(
            " and ",
            _prompts.Truth.Select(prompt => prompt.Kind == TruthPromptKind.Point ? "$.dataset.points takes points" : "$.dataset.boxes takes boxes")
        );

    private CaseReferences? References(IDataset? dataset)
    {
        if (dataset is null || (!dataset.Description.HasGold && dataset.Raters is null))
            return null;
        IRecordedExpert[] recorded = [.. _system.Experts.OfType<IRecordedExpert>()];
        try
        {
            return new(dataset, _experiment.Settings.Reference, caseId => [.. recorded.Select(expert => expert.Origin(caseId, _router.ExpertSeed))]);
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException($"$.reference: {e.Message}", e);
        }
    }
}

using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Datasets.Volumes;
using DeferredSeg.Data.Ledgers;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Data.References;
using DeferredSeg.Engine.Conversations;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Systems.Volumes;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins.Isolation;
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
    private readonly TileRule? _tiles;
    private readonly bool _decidesVolumes;

    /// <exception cref="ConfigurationException">
    /// The reference cannot be made as the configuration says, or the backbone is to prepare images and does not.
    /// </exception>
    /// <exception cref="DatasetException">The preparation does not fit the network.</exception>
    public ImageRouter(
        ConfiguredSystem system,
        Experiment experiment,
        ImageSource source,
        InputCheck check,
        bool keepsProbabilities,
        IConversationStates? conversations = null
    )
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
        _tiles = _volumes is null ? TiledMaps.Rule(system.Backbone.Description, system.Backbone.Tiles, experiment.Settings.Training?.Patch) : null;
        _decidesVolumes = source.Settings.Volumes?.Cases == VolumeCases.Volumes;
        if (_tiles is not null && !_decidesVolumes && source.Settings.Volumes is { } volumes && (volumes.Every > 1 || volumes.Slices != SliceChoice.All))
            throw new ConfigurationException(
                $"The backbone {system.Backbone.Description.Id} takes whole volumes, and $.dataset.volumes leaves slices out; say --set "
                    + "dataset:volumes:cases=volumes, which takes all of them."
            );
        if (_tiles is not null && system.Networks.Count > 1)
            throw new ConfigurationException(
                $"The backbone {system.Backbone.Description.Id} takes volumes, and an ensemble of such networks is not run yet; choose one: --member."
            );
        _prompts = new(source.Settings, system.Backbone.Description.Prompts, experiment.Settings.Seed);
        _router = new(system, experiment) { KeepsProbabilities = keepsProbabilities, Conversations = conversations };
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
        var made = Made(one);
        return _router.Route(volume is null ? Input(one, made) : OfVolume(one, slice, made, volume), slice, origin, cancellation: cancellation);
    }

    private CaseReference? Made(DatasetCase one)
    {
        var made = _references?.Of(one);
        if (made?.Mask is { } mask && (mask.Height, mask.Width) != (one.Height, one.Width))
            throw new DatasetException(
                $"The reference of '{one.Info.Id}' is {mask.Height} by {mask.Width} pixels and its image {one.Height} by "
                    + $"{one.Width}; expected one size. Give masks of the image."
            );
        return made;
    }

    private CaseInput Input(DatasetCase one, CaseReference? made)
    {
        var prepared = _preparation.Prepare(one);
        string?[] notes = [made?.Note, .. one.Notes, _check.Note(one, prepared)];
        var place = prepared.Placement;
        var image = torch.tensor(prepared.Image, [1, _preparation.Channels, place.Height, place.Width]);
        return new(one.Info, image, place, _preparation.ShowWhole(one), made?.Mask)
        {
            Prompts = Prompts(prepared, made?.Mask),
            FieldOfView = one.FieldOfView,
            Note = string.Join(' ', notes.OfType<string>()) is { Length: > 0 } note ? note : null,
        };
    }

    /// <summary>
    /// Segments a volume, or a picture, at once: where the backbone prepares whole cases, takes volumes, or volumes are what is decided on. Null
    /// where images are routed one by one.
    /// </summary>
    /// <param name="name">What it is called.</param>
    /// <param name="slices">Its slices, in order, or the picture alone; read anew at every call.</param>
    /// <param name="file">The volume's file; null for a picture.</param>
    /// <param name="done">Is told how many tiles are done, of how many.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="DataException">The network cannot be given it.</exception>
    public SegmentedVolume? Segment(string name, IEnumerable<DatasetCase> slices, string? file, Action<int, int> done, CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        if (Maps(name, slices, file, done, cancellation) is not { } volume)
            return null;
        if (volume.Maps.Routing is null || !_router.DecidesAtOnce)
            return volume;
        var views = slices.Select(one => (one.FieldOfView, one.Height, one.Width)).ToList();
        byte[]? inside = views.All(one => one.FieldOfView is null)
            ? null
            : [.. views.SelectMany(one => one.FieldOfView?.Values ?? MaskPlanes.Full(one.Height, one.Width).Values)];
        var plan = _router.Plan(name, volume.Maps.Across(volume.Axis), inside);
        foreach (var map in new[] { plan.Decision, plan.Margin, plan.Expert })
            map.DetachFromDisposeScope();
        return volume with { Plan = plan };
    }

    private SegmentedVolume? Maps(string name, IEnumerable<DatasetCase> slices, string? file, Action<int, int> done, CancellationToken cancellation)
    {
        if (_volumes is not null)
            return _volumes.Segment(slices.First(), file, done, cancellation);
        if (_tiles is { } tiles)
            return file is null
                ? throw new DataException($"{name} is a picture, and the backbone {_system.Backbone.Description.Id} takes volumes; expected a NIfTI file.")
                : Tiled(name, WholeVolumes.Stacked(name, [.. slices]), tiles, done, cancellation);
        if (!_decidesVolumes || file is null)
            return null;
        // A network of two axes sees one slice after the other; what is decided is of all of them.
        var said = slices.Select(one => _router.Said(Input(one, Made(one)), cancellation)).ToList();
        return new(VolumeMaps.Of(Engine.Systems.OutputMaps.Stacked(said)).Detached(), 0);
    }

    private SegmentedVolume Tiled(string name, DatasetCase volume, TileRule tiles, Action<int, int> done, CancellationToken cancellation)
    {
        using var frozen = torch.no_grad();
        using var about = PluginCase.Name(name);
        var prepared = _preparation.Prepare(volume);
        var note = _check.Note(volume, prepared);
        using var image = torch.tensor(prepared.Image, [_preparation.Channels, .. prepared.Placement.Grid.Shape()]);
        try
        {
            var maps = TiledMaps.Of(_system.Deferred, tiles, image, name, done: done, cancellation: cancellation);
            var isEstimated = _system.Head?.Describe().Parameterisation == RoutingParameterisation.Estimates;
            return new(VolumeMaps.Of(maps.Native(prepared.Placement, _system.Backbone.Description.ClassKind, isEstimated)).Detached(), 0) { Note = note };
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new DataException($"{name}: {e.Message}", e);
        }
    }

    private CaseInput OfVolume(DatasetCase one, int? slice, CaseReference? made, SegmentedVolume volume)
    {
        string?[] notes = [made?.Note, .. one.Notes, volume.Note];
        return new(one.Info, null, new(one.Height, one.Width, 0, 0, one.Height, one.Width, one.Height, one.Width), _preparation.ShowWhole(one), made?.Mask)
        {
            Maps = volume.Slice(slice ?? 0),
            Plan = volume.PlanOf(slice ?? 0),
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

using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Datasets.Volumes;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Systems.Volumes;
using DeferredSeg.Formats.Volumes;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.Host.Runs;
using TorchSharp;

namespace DeferredSeg.Host.Commands.Route.Images;

/// <summary>What a network said of a whole volume, or of a picture. It owns its maps.</summary>
/// <param name="Maps">On the volume's own voxels.</param>
/// <param name="Axis">The axis of the maps that slices lie across, 0 the slowest.</param>
internal sealed record SegmentedVolume(VolumeMaps Maps, int Axis) : IDisposable
{
    /// <summary>The maps of one slice, in the caller's dispose scope.</summary>
    public Engine.Systems.OutputMaps Slice(int index) => Maps.Slice(Axis, index);

    /// <summary>What is to be told of the volume; null where there is nothing.</summary>
    public string? Note { get; init; }

    /// <summary>What was decided of the volume at once, <c>[R, slices, H, W]</c>; null where slices are decided one by one.</summary>
    public RoutingPlan? Plan { get; init; }

    /// <summary>What was decided of one slice, in the caller's dispose scope; null where it is to be decided by itself.</summary>
    /// <param name="index">The slice.</param>
    public RoutingPlan? PlanOf(int index) =>
        Plan is { } plan ? new(plan.Decision.select(1, index), plan.Margin.select(1, index), plan.Expert.select(1, index)) : null;

    public void Dispose()
    {
        Maps.Dispose();
        foreach (var map in new[] { Plan?.Decision, Plan?.Margin, Plan?.Expert })
            map?.Dispose();
    }
}

/// <summary>Volumes through a backbone that prepares whole cases: segmented at once, tile by tile, and decided slice by slice on their own voxels.</summary>
internal sealed class VolumeRouting
{
    private readonly ConfiguredSystem _system;
    private readonly ICasePreparation _preparation;
    private readonly TileRule _tiles;
    private readonly VolumeSettings _settings;

    private VolumeRouting(ConfiguredSystem system, ICasePreparation preparation, TileRule tiles, VolumeSettings settings) =>
        (_system, _preparation, _tiles, _settings) = (system, preparation, tiles, settings);

    /// <summary>
    /// For a system's backbone; null where that prepares no cases, or was trained here on what the host prepared, or is to be given such: then routing prepares
    /// them as training and evaluation do.
    /// </summary>
    /// <param name="system">Backbone and head.</param>
    /// <param name="settings">The dataset's settings.</param>
    /// <param name="isTrainedHere">Whether the network is that of a run.</param>
    /// <exception cref="ConfigurationException">The dataset's settings prepare them too, several networks answer together, or nothing says how cases are
    /// cut.</exception>
    public static VolumeRouting? Of(ConfiguredSystem system, DatasetSettings settings, bool isTrainedHere)
    {
        var backbone = system.Backbone;
        if (backbone.HiddenCasePreparation is { } inside && !isTrainedHere && settings.Preparation is null)
            throw new ConfigurationException(
                $"$.backbone.wrappers puts {backbone.Description.Id} around {inside}, which prepares whole cases itself and is not asked so; say how "
                    + $"images are prepared "
                    + "($.dataset.preparation), or leave the wrappers out."
            );
        if (backbone.CasePreparation is not { } preparation)
            return null;
        if (isTrainedHere || settings.Preparation is not null)
            return null;
        var name = backbone.Description.Id;
        if (system.Networks.Count > 1)
            throw new ConfigurationException(
                $"The backbone {name} prepares whole cases, and an ensemble of such networks is not run yet; choose one: --member."
            );
        var volumes = settings.Volumes ?? new();
        if (volumes.Spacing is { } spacing)
            throw new ConfigurationException(
                FormattableString.Invariant($"$.dataset.volumes.spacing is {spacing}, and the backbone {name} resamples volumes itself; leave it out.")
            );
        return new(
            system,
            preparation,
            backbone.Tiles
                ?? new TileRule(
                    backbone.Description.Input.FixedSizes ?? throw new ConfigurationException($"The backbone {name} does not say how cases are cut into tiles.")
                ),
            volumes
        );
    }

    /// <summary>Segments a volume.</summary>
    /// <param name="one">Any slice of it, or a picture.</param>
    /// <param name="file">Its file; null for a picture.</param>
    /// <param name="done">Is told how many tiles are done, of how many.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="DataException">The network cannot be given it.</exception>
    public SegmentedVolume Segment(DatasetCase one, string? file, Action<int, int> done, CancellationToken cancellation)
    {
        var name = file is null ? one.Info.Id : Path.GetFileName(file);
        using var about = PluginCase.Name(name);
        using var scope = torch.NewDisposeScope();
        try
        {
            var maps = VolumeSegmentation.Run(_system.Deferred, _preparation, _tiles, () => Read(one, file, name), name, done, cancellation).Detached();
            return new(maps, file is null ? 0 : 2 - (int)_settings.Axis);
        }
        catch (ArgumentException e)
        {
            throw new DataException($"{name}: {e.Message}", e);
        }
    }

    private CaseVolume Read(DatasetCase one, string? file, string name)
    {
        IReadOnlyList<float[]> all = one.Volume is { } first ? [first, .. one.MoreVolumes] : [one.Image];
        if (all.Any(values => Array.Exists(values, value => !float.IsFinite(value))))
            throw new DataException($"{name} has values that are no numbers; expected numbers alone. Mend the file.");
        return file is null ? Picture(one) : Volume(one, file);
    }

    private static CaseVolume Picture(DatasetCase one) =>
        new(torch.tensor(one.Image, [one.Channels, 1, one.Height, one.Width]), [CaseVolume.NoNeighbour, 1, 1]);

    private CaseVolume Volume(DatasetCase one, string file)
    {
        var grid = VolumeGrid.Of(file, _settings);
        long[] sizes = [1, grid.Size[2], grid.Size[1], grid.Size[0]];
        var channels = ((float[][])[one.Volume!, .. one.MoreVolumes]).Select(values => torch.tensor(values, sizes)).ToList();
        return new(channels.Count == 1 ? channels[0] : torch.cat(channels, 0), [.. grid.Geometry.Steps.Reverse()])
        {
            Affine = grid.Geometry.Source == AffineSource.Spacing ? null : grid.Geometry.Affine,
        };
    }
}

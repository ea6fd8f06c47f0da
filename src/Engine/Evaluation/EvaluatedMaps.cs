using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Engine.Conversations;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Systems.Volumes;

namespace DeferredSeg.Engine.Evaluation;

/// <summary>What network and head say about a case, on the pixels on which it is measured: of an image at once, of a volume by tiles or slice by slice.</summary>
/// <param name="setup">What is measured, and on which pixels.</param>
internal sealed class EvaluatedMaps(EvaluationSetup setup)
{
    private readonly bool _isEstimated = setup.Head?.Describe().Parameterisation == RoutingParameterisation.Estimates;

    /// <summary>Network and head.</summary>
    public DeferredSystem System { get; } = new(setup.Backbone, setup.Head, setup.Device);

    /// <summary>A case and what is said about it, on the pixels that are measured.</summary>
    /// <param name="index">Its place among the cases.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    public (PreparedCase Case, OutputMaps Maps) Of(int index, CancellationToken cancellation)
    {
        if (setup.Cases.IsOfVolumes && System.Network.Input.SpatialAxes == 2)
            return BySlices(index, cancellation);
        var prepared = setup.Cases.Get(index, GeometricVariant.None);
        if (setup.Tiles is { } tiles)
            return ByTiles(index, prepared, tiles, cancellation);
        var said = Said(prepared, cancellation);
        if (setup.Grid == EvaluationGrid.Network || prepared.Placement is not { } place)
            return (prepared, said);
        return (setup.Cases.Native(index), said.Native(place, System.Network.ClassKind, _isEstimated));
    }

    /// <summary>The network, to be talked to about an image; null of volumes, which are not talked about.</summary>
    /// <param name="index">The image's place among the cases.</param>
    /// <returns>The caller's to dispose.</returns>
    public ImageTalk? Talk(int index)
    {
        if (setup.Cases.IsOfVolumes || setup.Tiles is not null)
            return null;
        var prepared = setup.Cases.Get(index, GeometricVariant.None);
        return new(
            System,
            setup.Conversations,
            () => new(System.Images([prepared.Image], prepared.Grid), prepared.Prompts, setup.Grid == EvaluationGrid.Network ? null : prepared.Placement),
            setup.Device
        );
    }

    // On the network's pixels.
    private OutputMaps Said(PreparedCase prepared, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var images = System.Images([prepared.Image], prepared.Grid);
        using var embedding = System.Encode(images, cancellation);
        using var output = System.Decode(embedding, System.Prompts([prepared.Prompts]), seen: HeadImages.Of([prepared], images), cancellation: cancellation);
        return OutputMaps.Of(output.Fitting(prepared.Info.Id, 1, prepared.Reference.Classes, prepared.Grid).Finite(prepared.Info.Id)).Cloned();
    }

    private (PreparedCase Case, OutputMaps Maps) ByTiles(int index, PreparedCase prepared, TileRule tiles, CancellationToken cancellation)
    {
        using var image = tensor(prepared.Image, [System.Network.Input.Channels, .. prepared.Grid.Shape()]);
        var said = TiledMaps.Of(System, tiles, image, prepared.Info.Id, cancellation: cancellation);
        return setup.Grid == EvaluationGrid.Network || prepared.Placement is not { } place
            ? (prepared, said)
            : (setup.Cases.Native(index), said.Native(place, System.Network.ClassKind, _isEstimated));
    }

    // A network of two axes sees one slice after the other, as it was trained; what follows is of all of them at once.
    private (PreparedCase Case, OutputMaps Maps) BySlices(int index, CancellationToken cancellation)
    {
        var native = setup.Cases.Native(index);
        var maps = native
            .Slices!.Select(slice => setup.Cases.Slice(slice!))
            .Select(slice => Said(slice, cancellation).Native(slice.Placement!, System.Network.ClassKind, _isEstimated))
            .ToList();
        return (native, OutputMaps.Stacked(maps));
    }
}

using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;

namespace DeferredSeg.Engine.Systems.Volumes;

/// <summary>What a system says of a whole volume, on the volume's own voxels. It owns its tensors, which lie on the CPU.</summary>
/// <param name="Logits"><c>[K, D, H, W]</c>.</param>
/// <param name="Routing"><c>[R, J+1, D, H, W]</c>, or estimates; null where nothing is routed.</param>
/// <param name="Predictor"><c>[1, D, H, W]</c>; null where there is none.</param>
public sealed record VolumeMaps(Tensor Logits, Tensor? Routing, Tensor? Predictor) : IDisposable
{
    /// <summary>The maps of one slice, in the caller's dispose scope.</summary>
    /// <param name="axis">The axis it lies across: 0 is D.</param>
    /// <param name="index">Its place along that axis.</param>
    public OutputMaps Slice(int axis, int index)
    {
        using var scope = NewDisposeScope();
        Tensor Of(Tensor maps) => maps.select(maps.dim() - 3 + axis, index).to(ScalarType.Float32).contiguous().clone().MoveToOuterDisposeScope();
        return new(Of(Logits), Routing is null ? null : Of(Routing), Predictor is null ? null : Of(Predictor.unsqueeze(0)));
    }

    /// <summary>Maps that are of a volume already, as its owner.</summary>
    public static VolumeMaps Of(OutputMaps maps) => new(maps.Logits, maps.Routing, maps.Predictor?.squeeze(0));

    /// <summary>The volume as a stack of slices, in the caller's dispose scope: <c>[K, slices, …]</c>.</summary>
    /// <param name="axis">The axis that slices lie across: 0 is D.</param>
    public OutputMaps Across(int axis)
    {
        using var scope = NewDisposeScope();
        Tensor Of(Tensor maps) =>
            maps.movedim([maps.dim() - 3 + axis], [maps.dim() - 3]).to(ScalarType.Float32).contiguous().alias().MoveToOuterDisposeScope();
        return new(Of(Logits), Routing is null ? null : Of(Routing), Predictor is null ? null : Of(Predictor.unsqueeze(0)));
    }

    /// <summary>This, with tensors that belong to no dispose scope.</summary>
    public VolumeMaps Detached()
    {
        foreach (var map in new[] { Logits, Routing, Predictor })
            map?.DetachFromDisposeScope();
        return this;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Logits.Dispose();
        Routing?.Dispose();
        Predictor?.Dispose();
    }
}

/// <summary>
/// A whole case through a backbone that prepares cases and is run in tiles: prepared, tile by tile encoded, decoded and routed, and brought back.
/// </summary>
public static class VolumeSegmentation
{
    /// <summary>Runs it.</summary>
    /// <param name="system">Backbone and head.</param>
    /// <param name="preparation">The backbone's preparation of cases.</param>
    /// <param name="tiles">How they are cut.</param>
    /// <param name="image">The case.</param>
    /// <param name="name">The case, for messages.</param>
    /// <param name="done">Is told how many tiles are done, of how many.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="ArgumentException">The case cannot be prepared.</exception>
    /// <exception cref="DivergedException">The network gave numbers that are not finite.</exception>
    public static VolumeMaps Run(
        DeferredSystem system,
        ICasePreparation preparation,
        TileRule tiles,
        CaseVolume image,
        string name,
        Action<int, int>? done = null,
        CancellationToken cancellation = default
    )
    {
        using var frozen = no_grad();
        var network = system.Network;
        TileParts? parts = null;
        using var prepared = preparation.Prepare(image, cancellation);
        using var maps = TileRun.Run(prepared.Image, tiles, tile => Answer(tile), done, cancellation);
        using var scope = NewDisposeScope();
        var logits = Members(maps.narrow(0, 0, parts!.Logits), network.Classes);
        var restored = preparation.Restore(logits, prepared.Token, Outside.OfLogits(network), cancellation);
        // Regions are where more than a half says so, not where just a half does: what a network did not see at all, in half precision, is none.
        if (network is { ClassKind: ClassKind.Multilabel, Labels: not null })
            restored.masked_fill_(restored.eq(0), -1e-7);
        var head = system.Head?.Describe();
        var routing = parts.Routing is not { } shape
            ? null
            : preparation
                .Restore(
                    maps.narrow(0, parts.Logits, shape[0] * shape[1]),
                    prepared.Token,
                    [
                        .. Enumerable
                            .Range(0, (int)(shape[0] * shape[1]))
                            .Select(plane =>
                                Outside.OfRouting(plane % (int)shape[1], network.ClassKind, head!.Parameterisation == RoutingParameterisation.Estimates)
                            ),
                    ],
                    cancellation
                )
                .view([shape[0], shape[1], .. restored.shape[1..]]);
        var predictor = !parts.Predictor ? null : preparation.Restore(maps.narrow(0, maps.shape[0] - 1, 1), prepared.Token, [Outside.Never], cancellation);
        return new(restored.alias().MoveToOuterDisposeScope(), routing?.alias().MoveToOuterDisposeScope(), predictor?.alias().MoveToOuterDisposeScope());

        Tensor Answer(Tensor tile)
        {
            using var ofTile = NewDisposeScope();
            using var embedding = system.Encode(tile, cancellation);
            using var output = system.Decode(embedding, PromptBatch.None, seen: new(tile, null), cancellation: cancellation).Finite(name);
            List<Tensor> all = [output.Segmentation.Extras.GetValueOrDefault(SegmentationOutput.Members) ?? output.Logits];
            var own = all[0].shape[1];
            if (output.Routing is { } routing)
                all.Add(routing.flatten(1, 2));
            if (output.Predictor is { } predictor)
                all.Add(predictor);
            parts = new(own, output.Routing?.shape[1..3], output.Predictor is not null);
            return cat(all, 1).MoveToOuterDisposeScope();
        }
    }

    /// <summary>The mean of several networks' logits: summed in their order and divided once, in the type they have.</summary>
    private static Tensor Members(Tensor logits, int classes)
    {
        var count = logits.shape[0] / classes;
        if (count == 1)
            return logits;
        var sum = logits.narrow(0, 0, classes).clone();
        for (var member = 1; member < count; member++)
            sum.add_(logits.narrow(0, member * classes, classes));
        return sum.div_(count);
    }

    /// <summary>How a tile's maps lie one after the other.</summary>
    private sealed record TileParts(long Logits, long[]? Routing, bool Predictor);
}

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
        Tensor Of(Tensor maps) => maps.movedim([maps.dim() - 3 + axis], [maps.dim() - 3]).to(ScalarType.Float32).contiguous().alias().MoveToOuterDisposeScope();
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
    private const long Large = 1L << 24;

    /// <summary>Runs it.</summary>
    /// <param name="system">Backbone and head.</param>
    /// <param name="preparation">The backbone's preparation of cases.</param>
    /// <param name="tiles">How they are cut.</param>
    /// <param name="read">Reads the case, whose tensor is this one's: it is freed once it is prepared.</param>
    /// <param name="name">The case, for messages.</param>
    /// <param name="done">Is told how many tiles are done, of how many.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="ArgumentException">The case cannot be prepared.</exception>
    /// <exception cref="DivergedException">The network gave numbers that are not finite.</exception>
    public static VolumeMaps Run(
        DeferredSystem system,
        ICasePreparation preparation,
        TileRule tiles,
        Func<CaseVolume> read,
        string name,
        Action<int, int>? done = null,
        CancellationToken cancellation = default
    )
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var network = system.Network;
        var answers = new TileAnswers(system, name, "Look at the weights.", byMember: true, cancellation);
        var (maps, token) = Joined();
        var logits = Members(answers.Logits(maps), network.Classes);
        var restored = preparation.Restore(logits, token, Outside.OfLogits(network), cancellation);
        // Regions are where more than a half says so, not where just a half does: what a network did not see at all, in half precision, is none.
        if (network is { ClassKind: ClassKind.Multilabel, Labels: not null })
            restored.masked_fill_(restored.eq(0), -1e-7);
        var isEstimated = system.Head?.Describe().Parameterisation == RoutingParameterisation.Estimates;
        var routing = answers.Routing(maps) is var (routed, routings, channels)
            ? preparation
                .Restore(
                    routed,
                    token,
                    [.. Enumerable.Range(0, routings * channels).Select(plane => Outside.OfRouting(plane % channels, network.ClassKind, isEstimated))],
                    cancellation
                )
                .view([routings, channels, .. restored.shape[1..]])
            : null;
        var predictor = answers.Predictor(maps) is { } map ? preparation.Restore(map, token, [Outside.Never], cancellation) : null;
        return new(restored.alias().MoveToOuterDisposeScope(), routing?.alias().MoveToOuterDisposeScope(), predictor?.alias().MoveToOuterDisposeScope());

        // The case and what was prepared of it are freed before the maps are brought back, which are the largest of all.
        (Tensor Maps, object Token) Joined()
        {
            using var inner = NewDisposeScope();
            var image = read();
            using var prepared = preparation.Prepare(image, cancellation);
            image.Values.Dispose();
            // Preparing leaves arrays of hundreds of megabytes behind, of which the collector hears late: tensors are not its own.
            if (prepared.Image.numel() >= Large)
                GC.Collect(2, GCCollectionMode.Aggressive);
            return (TileRun.Run(prepared.Image, tiles, answers.Of, done, cancellation).MoveToOuterDisposeScope(), prepared.Token);
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
}

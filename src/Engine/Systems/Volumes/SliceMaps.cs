using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Prepared;

namespace DeferredSeg.Engine.Systems.Volumes;

/// <summary>What a system of two axes says of one slice of a volume that is decided on at once.</summary>
public static class SliceMaps
{
    /// <summary>Runs a system over a prepared slice, without prompts.</summary>
    /// <param name="system">Backbone and head.</param>
    /// <param name="slice">The slice.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    /// <returns>On the network's pixels, in the caller's dispose scope.</returns>
    /// <exception cref="DivergedException">The network gave numbers that are not finite.</exception>
    public static OutputMaps Of(DeferredSystem system, PreparedImage slice, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var grid = slice.Placement.Grid;
        var image = system.Images([slice.Image], grid);
        var view = slice.FieldOfView is { } seen ? tensor(seen.Values, [1, 1, .. grid.Shape()], ScalarType.Byte).to(ScalarType.Float32) : null;
        using var embedding = system.Encode(image, cancellation);
        using var output = system.Decode(embedding, PromptBatch.None, seen: new(image, view), cancellation: cancellation);
        return OutputMaps.Of(output.Fitting(slice.Info.Id, 1, system.Network.Classes, grid).Finite(slice.Info.Id)).Cloned();
    }
}

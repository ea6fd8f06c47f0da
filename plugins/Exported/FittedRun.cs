using DeferredSeg.Abstractions.Backbones;

namespace Exported;

/// <summary>A model on images of any size, as options say: whole, resized to its only size and back, or tile by tile.</summary>
/// <param name="network">The model.</param>
/// <param name="shape">What it takes and gives.</param>
/// <param name="values">The numbers it computes with.</param>
/// <param name="options">What becomes of other sizes than its only one, and where foreground begins.</param>
internal sealed class FittedRun(IExportedNetwork network, ModelShape shape, InputValues values, ExportedOptions options)
{
    /// <summary>The segmentation of the images' size, and the decoder's map where there is one; in the caller's dispose scope.</summary>
    /// <param name="images">float32 <c>[B, C, …]</c>.</param>
    /// <param name="cancellation">Stops between two runs of the model.</param>
    public (Tensor Logits, Tensor? Features) Run(Tensor images, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var input = values.Of(images);
        var (logits, features) =
            shape.Sizes is not { } sizes || input.shape[2..].SequenceEqual(sizes.Select(size => (long)size)) ? Batched(input, cancellation)
            : options.OtherSizes == OtherSizes.Tile ? new Tiles(sizes, options.TileOverlap).Run(input, tile => Batched(tile, cancellation))
            : Resized(input, sizes, cancellation);
        return (Shifted(logits).MoveToOuterDisposeScope(), features?.MoveToOuterDisposeScope());
    }

    /// <summary>The same answer with its threshold at a half, which is where everyone else has it.</summary>
    private Tensor Shifted(Tensor logits)
    {
        if (options.Threshold is not { } threshold)
            return logits;
        var odds = threshold / (1 - threshold);
        return shape.Outputs == OutputKind.Logits ? logits - Math.Log(odds) : logits / (logits + (1 - logits) * odds);
    }

    private (Tensor Logits, Tensor? Features) Resized(Tensor input, IReadOnlyList<int> sizes, CancellationToken cancellation)
    {
        var (logits, features) = Batched(Resize(input, [.. sizes.Select(size => (long)size)]), cancellation);
        return (Resize(logits, input.shape[2..]), features);
    }

    private (Tensor Logits, Tensor? Features) Batched(Tensor input, CancellationToken cancellation)
    {
        var batches = shape.IsSingle ? [.. Enumerable.Range(0, (int)input.shape[0]).Select(i => input.narrow(0, i, 1))] : new[] { input };
        List<(Tensor Logits, Tensor? Features)> results = [];
        foreach (var batch in batches)
        {
            cancellation.ThrowIfCancellationRequested();
            var outputs = network.Run(batch.contiguous());
            results.Add((outputs[shape.Logits], shape.Features is { } map ? outputs[map] : null));
        }
        var logits = results.Count == 1 ? results[0].Logits : cat([.. results.Select(one => one.Logits)], 0);
        var features =
            results[0].Features is null ? null
            : results.Count == 1 ? results[0].Features
            : cat([.. results.Select(one => one.Features!)], 0);
        return (logits.shape[2..].SequenceEqual(input.shape[2..]) ? logits : Resize(logits, input.shape[2..]), features);
    }

    private static Tensor Resize(Tensor map, long[] sizes) =>
        nn.functional.interpolate(map, sizes, mode: sizes.Length == 3 ? InterpolationMode.Trilinear : InterpolationMode.Bilinear, align_corners: false);
}
